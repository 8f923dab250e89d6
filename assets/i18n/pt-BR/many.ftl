# settings of many, and moving elsewhere

## Configurações de muitas
many-title = Alterar configurações
n-instances = { $n ->
    [one] { $n } instância
   *[other] { $n } instâncias
}
many-at = { $n } em { $provider }
many-read = Lido { $ago }
many-reading = Lendo { $done } de { $n }
many-looking = Conferindo mais uma vez, { $done } de { $n }
many-only = Só { $provider } · { $k } de { $n }
many-in = { $k } de { $n }
n-chosen = { $n ->
    [one] { $n } escolhido
   *[other] { $n } escolhidos
}
many-hint = Só os campos escolhidos são enviados. Todo o resto fica como está.
many-now = Agora
many-new = Novo valor
many-unset = nenhum
many-untold = não informado
many-other-values = { $n ->
    [one] e outro valor
   *[other] e outros { $n } valores
}
many-empty = Deixar vazio
many-emptied = Ficará vazio em todas elas
many-only-host = Trocar só o host
many-only-host-on = Esquema, host e porta passam a ser os deste endereço; o que vem depois fica como está
many-only-host-off = O endereço inteiro é trocado
many-set = { $provider } guarda { $n } endereços. Os definidos recebem o novo.
many-every = { $provider } guarda { $n } endereços. Isto define todos.
many-set-every = Definir todos os { $n }
many-set-only = Só os definidos
what-changes = O que muda
n-values = { $n ->
    [one] { $n } valor
   *[other] { $n } valores
}
n-more = Mais { $n }
many-choose = Escolha um campo para ver o que há agora
many-wrong = Informe primeiro os novos valores
many-still-reading = Lendo o que há agora
many-decide = Algumas não podem ser alteradas assim: deixe-as de fora ou escolha outra coisa
many-nothing = Tudo já está como desejado
many-change = { $n ->
    [one] { $n } instância muda.
   *[other] { $n } instâncias mudam.
}
many-how = Uma por vez, com conferência depois de cada uma; o que falhar pode ser tentado de novo.
type-to-start = Digite { $n } para começar
many-start = { $n ->
    [one] Alterar { $n } instância
   *[other] Alterar { $n } instâncias
}
many-same = { $n ->
    [one] { $n } já está assim
   *[other] { $n } já estão assim
}
many-left-out = { $n ->
    [one] { $n } de fora
   *[other] { $n } de fora
}
many-take-in = Incluir de novo
many-leave-out = { $n ->
    [one] Deixar de fora
   *[other] Deixar estas { $n } de fora
}
many-leave-one = Deixar { $name } de fora
many-failed = { $n ->
    [one] { $n } não pôde ser lida
   *[other] { $n } não puderam ser lidas
}
many-cannot = { $n ->
    [one] { $n } não pode ser alterada assim
   *[other] { $n } não podem ser alteradas assim
}
many-elsewhere = Alterado no gateway nesse meio-tempo
many-elsewhere-text = { $names }. Nada foi enviado. Veja mais uma vez o que muda e então comece.
why-lacks = este gateway não tem essa configuração
why-closed = este gateway a mantém desligada
why-untold = o gateway não informa o que há agora
why-no-address = nenhum webhook definido
why-several = vários webhooks; um mesmo endereço seria chamado duas vezes
why-needs = só junto com “{ $field }”
why-wrong = não aceito por este gateway: { $problem }

## Outro lugar
recreate = Recriar em outro lugar…
recreate-title = Recriar { $name } em outro lugar
recreate-many = { $n ->
    [one] Recriar { $n } instância em outro lugar
   *[other] Recriar { $n } instâncias em outro lugar
}
recreate-to = Novo lugar
recreate-nowhere = Não há outra conta que possa criar instâncias. Adicione uma primeiro.
recreate-keeps = Nada é alterado nem excluído no lugar antigo
recreate-keeps-text = A nova instância é pareada com o celular depois de criada. Confira-a lá antes de encerrar a antiga.
recreate-keeps-many = Cada uma é lida, depois criada lá com o que tem correspondência e pareada em seguida. O que não pôde ser lido, o que precisa de um segredo não informado e o que não é aceito lá é mostrado e fica de fora.
recreate-names-taken = { $n ->
    [one] { $n } fica de fora: o nome dela já está em uso no novo lugar ou por outra daqui. Recrie só ela para dar outro nome.
   *[other] { $n } ficam de fora: os nomes delas já estão em uso no novo lugar ou por outras daqui. Recrie cada uma sozinha para dar outro nome.
}
recreate-none-left = Todos os nomes já estão em uso no novo lugar
recreate-carried = Vai junto
recreate-asked = Precisa ser digitado
recreate-lost = Sem correspondência lá
recreate-nothing = Nada está definido além do nome
recreate-in-part = em parte
recreate-type = não informado; digite-o como “{ $field }”
recreate-none = nenhuma
recreate-start = { $n ->
    [one] Recriar { $n } instância
   *[other] Recriar { $n } instâncias
}
run-left-unread = As configurações dela não puderam ser lidas
run-left-asked = Ela tem um segredo que o gateway não informa: recrie só esta
run-left-refused = O novo lugar não aceita as configurações dela como estão: recrie só esta
run-left-name-twice = Outra desta execução recebe o mesmo nome lá
run-left-name-taken = O novo lugar já tem uma instância com este nome: recrie só esta, com outro nome
kept-from-instance = De { $name }: { $fields }
bulk-recreate = Recriar em outro lugar…
bulk-recreate-n = Recriar { $n } em outro lugar…

## Sections of a form
section-is-on = Ligado
section-is-off = Desligado

## Its run
run-kind-recreate = Recriar
run-title-recreate = Recriar { $count } { $count ->
    [one] instância
   *[other] instâncias
} em outro lugar
recreate-not-begun = Fechado antes da leitura das configurações: nada foi criado
recreate-unread = Não foi possível ler; não vai junto: { $sections }
recreate-untold = Não informado pelo gateway antigo; não vai junto
