# Agir em muitas
run-kind-restart = Reiniciar
run-kind-stop = Parar
run-kind-logout = Desconectar
run-kind-delete = Excluir
run-kind-check = Verificar
run-kind-read-settings = Ler configurações
run-kind-subscribe = Assinar
run-kind-unsubscribe = Cancelar assinatura
run-kind-settings = Alterar configurações
run-kind-create-many = Criar
run-title-restart = Reiniciar { $count } { $count ->
    [one] instância
   *[other] instâncias
}
run-title-stop = Parar { $count } { $count ->
    [one] instância
   *[other] instâncias
}
run-title-logout = Desconectar { $count } { $count ->
    [one] instância
   *[other] instâncias
}
run-title-delete = Excluir { $count } { $count ->
    [one] instância
   *[other] instâncias
}
run-title-check = Verificar { $count } { $count ->
    [one] instância
   *[other] instâncias
}
run-title-read-settings = Ler as configurações de { $count } { $count ->
    [one] instância
   *[other] instâncias
}
run-title-subscribe = Assinar { $count } { $count ->
    [one] instância
   *[other] instâncias
}
run-title-unsubscribe = Cancelar a assinatura de { $count } { $count ->
    [one] instância
   *[other] instâncias
}
run-title-settings = Alterar as configurações de { $count } { $count ->
    [one] instância
   *[other] instâncias
}
run-title-create-many = Criar { $count } { $count ->
    [one] instância
   *[other] instâncias
}
run-ask-restart = Reiniciar { $count } { $count ->
    [one] instância?
   *[other] instâncias?
}
run-ask-restart-text = Cada uma é reiniciada no seu gateway, uma por vez em cada conta. As mensagens podem parar por alguns segundos.
run-ask-stop = Parar { $count } { $count ->
    [one] instância?
   *[other] instâncias?
}
run-ask-stop-text = Cada uma é parada no seu gateway e continua vinculada ao celular. Não envia nem recebe nada até ser iniciada.
run-ask-logout = Desconectar { $count } { $count ->
    [one] instância?
   *[other] instâncias?
}
run-ask-logout-text = O celular de cada uma é desvinculado. Para usá-la de novo é preciso parear outra vez.
run-ask-delete = Excluir { $count } { $count ->
    [one] instância?
   *[other] instâncias?
}
run-ask-delete-text = Cada uma é excluída no seu provedor, definitivamente. Não dá para desfazer.
run-ask-check = Verificar { $count } { $count ->
    [one] instância?
   *[other] instâncias?
}
run-ask-check-text = O estado é perguntado a cada gateway. Nada muda.
run-ask-read-settings = Ler as configurações de { $count } { $count ->
    [one] instância?
   *[other] instâncias?
}
run-ask-read-settings-text = As configurações são pedidas a cada gateway. Nada muda.
run-ask-subscribe = Assinar { $count } { $count ->
    [one] instância?
   *[other] instâncias?
}
run-ask-subscribe-text = O provedor passa a cobrar cada uma delas.
run-ask-unsubscribe = Cancelar a assinatura de { $count } { $count ->
    [one] instância?
   *[other] instâncias?
}
run-ask-unsubscribe-text = O provedor deixa de cobrar cada uma delas.
run-ask-settings = Alterar as configurações de { $count } { $count ->
    [one] instância?
   *[other] instâncias?
}
run-ask-settings-text = Cada uma recebe os novos valores, que depois são conferidos.
run-so-many = { $done } de { $count }
run-done = { $done } de { $count } { $count ->
    [one] concluída
   *[other] concluídas
}
run-failed = { $count ->
    [one] { $count } falhou
   *[other] { $count } falharam
}
run-unconfirmed = { $count ->
    [one] { $count } não confirmada
   *[other] { $count } não confirmadas
}
run-to-go = { $count ->
    [one] { $count } pendente
   *[other] { $count } pendentes
}
run-ended-restart = { $count ->
    [one] { $count } reiniciada
   *[other] { $count } reiniciadas
}
run-ended-stop = { $count ->
    [one] { $count } parada
   *[other] { $count } paradas
}
run-ended-logout = { $count ->
    [one] { $count } desconectada
   *[other] { $count } desconectadas
}
run-ended-delete = { $count ->
    [one] { $count } excluída
   *[other] { $count } excluídas
}
run-ended-check = { $count ->
    [one] { $count } verificada
   *[other] { $count } verificadas
}
run-ended-read-settings = { $count ->
    [one] { $count } lida
   *[other] { $count } lidas
}
run-ended-subscribe = { $count ->
    [one] { $count } assinada
   *[other] { $count } assinadas
}
run-ended-unsubscribe = { $count ->
    [one] { $count } cancelada
   *[other] { $count } canceladas
}
run-ended-settings = { $count ->
    [one] { $count } alterada
   *[other] { $count } alteradas
}
run-ended-create-many = { $count ->
    [one] { $count } criada
   *[other] { $count } criadas
}
run-ended-recreate = { $count ->
    [one] { $count } recriada
   *[other] { $count } recriadas
}
run-left-out = { $count } de fora
run-doubtful = { $cause }; sem reenvio
run-lost = Resposta perdida; não será reenviado
run-untold = Sem resposta; o gateway não informa
run-left-stopped = A execução foi interrompida antes
run-started = Início: { $time }
run-one-at-a-time = uma por vez em cada conta
run-left = cerca de { $time } para terminar
run-waiting = Aguardando { $seconds } s, a pedido do provedor
run-state-waiting = aguarda a execução anterior
run-state-paused = em pausa
run-held = Pausada automaticamente
run-held-text = O chaveiro ou o disco deste computador não permitiu. Continue quando voltar a funcionar; o que ficou sem envio por isso será enviado.
run-held-resting = { $count ->
    [one] Uma aguarda um gateway inacessível. Continue quando ele responder; o que ficou sem envio será enviado.
   *[other] { $count } aguardam um gateway inacessível. Continue quando ele responder; o que ficou sem envio será enviado.
}
run-resting = { $count ->
    [one] Uma aguarda um gateway inacessível
   *[other] { $count } aguardam um gateway inacessível
}
run-state-stopped = interrompida
run-state-interrupted = interrompida quando o programa terminou
run-state-finished = terminada
run-fold = Recolher
run-pause = Pausar
run-resume = Continuar
run-stop = Interromper…
run-drop = Dispensar
run-drop-title = Dispensar esta execução?
run-drop-text = { $count ->
    [one] { $count } não confirmada não aparece em nenhum outro lugar: verifique-a antes ou salve o relatório.
   *[other] { $count } não confirmadas não aparecem em nenhum outro lugar: verifique-as antes ou salve o relatório.
}
run-drop-to-go = { $count ->
    [one] { $count } pendente não será feita.
   *[other] { $count } pendentes não serão feitas.
}
run-keep = Manter
run-report = Relatório
run-retry = Tentar de novo as que falharam
run-check = Verificar agora
run-checking = Verificando…
run-check-nothing = { $n ->
    [one] Nada mostra ainda o que aconteceu com ela
   *[other] Nada mostra ainda o que aconteceu com { $n } delas
}
run-type = Digite { $count } para começar
run-cannot = { $count ->
    [one] { $count } delas fica de fora
   *[other] { $count } delas ficam de fora
}
run-nothing-able = Nenhuma delas permite isso
run-stop-title = Interromper esta execução?
run-stop-text = { $count ->
    [0] O que está em andamento termina sozinho.
    [one] { $count } pendente fica de fora. O que está em andamento termina sozinho.
   *[other] { $count } pendentes ficam de fora. O que está em andamento termina sozinho.
}
run-stop-ok = Interromper
run-column-name = Nome
run-column-outcome = Resultado
run-column-cause = Causa
run-column-at = Quando
run-outcome-failed = falhou
run-outcome-unconfirmed = não confirmada
run-outcome-doing = em andamento
run-outcome-to-go = pendente
run-outcome-done = concluída
run-outcome-left-out = de fora
run-outcome-not-started = não iniciada
detail-subscribe = Assinar…
detail-unsubscribe = Cancelar assinatura…
pair-queue-at = { $at } de { $count }
pair-queue-skip = Pular
pair-queue-stop = Interromper
pair-queue-skipped = { $n ->
    [one] Não pareada: { $names }
   *[other] { $n } não pareadas: { $names }
}
pair-queue-again = Parear as que foram puladas
bulk-pair = Parear uma após a outra
bulk-pair-n = Parear { $n } uma após a outra
run-which = { $at } de { $count }
run-next = Próxima execução
