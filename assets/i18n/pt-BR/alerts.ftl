# alerts: what is wrong, its rules, quiet hours, what is told
nav-alerts = Alertas
alerts-open-count = { $n ->
    [one] { $n } aberto
   *[other] { $n } abertos
}
alerts-tab-open = Abertos
alerts-tab-snoozed = Adiados
alerts-tab-ended = Encerrados hoje
alerts-new = Nova regra…
alerts-pause = Pausar por 1 h
alerts-resume = Voltar a monitorar
alerts-paused = O monitoramento está em pausa
alerts-paused-text = Até { $time }. Nada é verificado nem avisado antes
alerts-off = Nada é monitorado
alerts-off-text = A atualização está desligada nas Configurações
alerts-none-known = Nenhum alerta conhecido
alerts-unwatched-keyring = Nada é monitorado: o chaveiro não está aberto
alerts-unwatched-keyring-text = As chaves não podem ser lidas até lá. O que acontece nos provedores enquanto isso não se sabe
alerts-unwatched-accounts = { $n ->
    [one] Uma conta não pode ser verificada
   *[other] { $n } contas não podem ser verificadas
}
alerts-unwatched-accounts-text = O que acontece lá enquanto isso não se sabe. Credenciais diz por quê
alerts-one-cause = Uma causa é um alerta. Ele se encerra sozinho quando a causa some.
alerts-none-here = Nenhum aqui
alerts-none-text = O que uma regra encontra aparece aqui, com a causa e o próximo passo
alerts-quiet-since = Tudo em ordem desde { $time }
alerts-not-looked = Ainda não verificado
alerts-snooze = Adiar por 1 h
alerts-snooze-day = Adiar até amanhã
alerts-unsnooze = Abrir de novo
alerts-snoozed = Adiado por 1 h
alerts-rules = Regras
alerts-rules-on = { $n } de { $m } ligadas
alerts-rules-order = Vale a regra mais específica: a da etiqueta, senão a da conta, senão a de todas as contas. Entre várias etiquetas, a que avisa primeiro
alerts-quiet = Horário de silêncio
alerts-quiet-text = Exceto gateways inacessíveis
alerts-computer = Neste computador
alerts-test = Enviar um teste
alerts-refused = O sistema não mostra notificações
alerts-notify-off = As notificações estão desligadas nas Configurações
alerts-budget = Requisições no último minuto
alerts-budget-text = Sozinho, o Pairdesk não envia mais que isso. O que você pede também conta e é enviado na hora
alerts-budget-use = { $n } de { $m }
looked-ago = Verificado há { $age }
looked-now = Verificado agora
alert-unreachable = Gateway inacessível: { $account }
alert-key-refused = Chave recusada: { $account }
alert-licence = Licença necessária: { $account }
alert-covers = { $n ->
    [one] { $n } instância não pode ser verificada
   *[other] { $n } instâncias não podem ser verificadas
}
alert-lost = { $name } está desconectada
alert-lost-many = { $n } instâncias estão desconectadas
alert-waiting = { $name } aguarda leitura há { $time }
alert-waiting-many = { $n } instâncias aguardam leitura há mais de { $time }
alert-at = Em { $account }
alert-at-names = Em { $account }: { $names }
alert-trial-ends = O teste de { $name } termina em { $time }
alert-trial-ended = O teste de { $name } terminou
alert-trial-over = { $name } não está mais em teste
alert-trial-ends-many = { $n } testes terminam em breve
alert-trial-ended-many = { $n } testes terminaram
alert-trial-ends-or-ended-many = { $n } testes terminam em breve ou já terminaram
alert-trial-text = { $time }. Sem assinatura ela fica fora do ar
alert-gone = { $name } não existe mais no provedor
alert-gone-many = { $n } instâncias não existem mais no provedor
alert-gone-text = Ausente em 3 listas de { $account }
alert-gone-text-token = Ausente em 3 listas de { $account }; o token ainda está guardado
alert-half-open = O vínculo de { $name } não responde
alert-half-open-many = O vínculo de { $n } instâncias não responde
alert-half-open-text = Diz que está conectada, mas uma consulta falhou duas vezes. Reiniciar costuma resolver
alert-show = Mostrar
alert-edit = Editar
alert-more = { $title }, e mais { $n }
alert-hidden = Os números estão ocultos
alert-test-title = Assim aparece um alerta
alert-test-text = Enviado pelo Pairdesk, como teste
rule-all = Todas as contas
rule-account-gone = Uma conta que foi removida
rule-tag = Etiqueta { $tag }
rule-covers = { $n ->
    [one] { $n } instância
   *[other] { $n } instâncias
}
rule-lost = Desconectada há mais de { $time }
rule-waiting = Aguardando leitura há mais de { $time }
rule-trial-ends = Teste termina em até { $time }
rule-gone = Não existe mais no provedor
rule-half-open = Conectada, mas o vínculo não responde
rule-unreachable = Gateway inacessível há mais de { $time }
rule-licence = Licença necessária
rule-key-refused = Chave recusada
rule-never = { $kind }: nunca avisar
rule-at-once = na hora
rule-minutes-never = nunca avisar
kind-lost = Desconectada
kind-waiting = Aguardando leitura
kind-trial-ends = Fim do teste
kind-gone = Não existe mais no provedor
kind-half-open = Vínculo não responde
kind-unreachable = Gateway inacessível
kind-licence = Licença necessária
kind-key-refused = Chave recusada
rule-new = Nova regra
rule-edit = Regra
rule-kind = Quando
rule-scope = Vale para
rule-minutes = Tempo
rule-save = Salvar
quiet-from = De
quiet-to = Até
quiet-time-wrong = Informe um horário, como 22:00
quiet-time-same = Escolha outro horário que não o de cima: assim o período não tem duração
quiet-no-day = Escolha um dia: sem nenhum, nunca há silêncio
days-work = seg. a sex.
days-all = todos os dias
days-weekend = sáb. e dom.
day-mon = seg.
day-tue = ter.
day-wed = qua.
day-thu = qui.
day-fri = sex.
day-sat = sáb.
day-sun = dom.
moment-gone = Ausente nas listas do provedor
moment-unknown = Estado desconhecido
uptime-title = Tempo no ar
uptime-days = { $n } dias
uptime-percent = { $percent }%
uptime-share = { $percent }% do tempo monitorado
uptime-unknown = sem monitoramento
detail-check-link = Verificar o vínculo
detail-repair = Reiniciar e verificar o vínculo
acted-link = { $name }: o vínculo responde
half-open = O gateway diz que está conectada, mas o vínculo não responde
half-open-since = Detectado: { $time }
half-open-next = Reinicie e verifique o vínculo
may-not-no-link = Não está conectada
watch-keep = Monitorar com a janela fechada
watch-keep-off = Fechar a janela encerra o monitoramento
watch-keep-tray = O Pairdesk continua na bandeja
watch-keep-minimised = Não há bandeja aqui: a janela é minimizada
watch-goes-on = O monitoramento continua. Feche a janela de novo para encerrar o Pairdesk
tray-alerts = { $n ->
    [one] 1 alerta aberto
   *[other] { $n } alertas abertos
}
tray-paused = O monitoramento está em pausa até { $time }
tray-quit = Sair do Pairdesk
