# activity: linhas que o motor escreve quando algo não seguiu o caminho direto
activity-several-found = Várias instâncias podem ser a sua: você decide
activity-token-at-risk = Criada, mas ainda não guardada neste computador
activity-token-lost = Encontrada, mas não há como obter o token dela
activity-restart-failed = Não reiniciada
activity-logout-failed = Não desconectada
activity-delete-failed = Não excluída
activity-change-asked = Alteração das configurações solicitada
activity-changed = Configurações alteradas
activity-change-failed = Configurações não alteradas
activity-problems = Problemas
activity-search = Buscar na atividade…
activity-refused-in-doubt = Recusada; verificando se algo ficou
activity-residue-found = Recusada, mas algo ficou no provedor
activity-nothing-stayed = Nada ficou do que foi recusado
activity-look-up-in-vain = As listas não provam nada: você decide
activity-same-id = Um ID para duas instâncias: você decide
activity-list-differs = A lista contradiz a resposta
