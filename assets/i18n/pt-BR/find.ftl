# Encontrar instâncias: seleção, etiquetas, apelido e nota, visualizações.

select-row = Selecionar { $name }
select-all = Selecionar todas as que aparecem
n-selected = { $n ->
    [one] 1 selecionada
   *[other] { $n } selecionadas
}
select-all-n = Selecionar todas as { $n }
select-clear = Limpar
bulk-tag = Etiquetar…
keys-select = Selecionar a linha
keys-select-range = Selecionar linhas até ali
keys-select-all = Selecionar todas as que aparecem
tags = Etiquetas
tags-edit = Etiquetas, apelido, nota…
tags-of = Etiquetas, apelido e nota de { $name }
tags-of-n = { $n ->
    [one] Etiquetas de 1 instância
   *[other] Etiquetas de { $n } instâncias
}
tags-none = Nenhuma etiqueta ainda
tags-full = Já existem 100 etiquetas; use uma delas
tag-new = Nova etiqueta
tag-add = Adicionar a etiqueta
tag-show = Mostrar tudo com a etiqueta { $tag }
tag-color = Cor de { $tag }
color-gray = Cinza
color-green = Verde
color-blue = Azul
color-amber = Âmbar
color-red = Vermelho
color-violet = Violeta
alias = Apelido
alias-hint = Aparece aqui no lugar de { $name }; nada muda no gateway
note = Nota
note-example = Escreva uma nota…
note-too-long = { $n } caracteres; { $most } são guardados
name-too-long = { $n } caracteres; no máximo { $most }
undo-tag-added = Etiqueta { $tag } adicionada: { $n }
undo-tag-removed = Etiqueta { $tag } removida: { $n }
undo-tag-renamed = Etiqueta renomeada para { $tag }: { $n }
undo-alias = Apelido alterado
undo-note = Nota alterada
state-lost = Perdida
idle-never-paired = Nunca pareadas
idle-stuck = Conectando há mais de uma hora
idle-lost-today = Perdidas hoje
idle-trial-ending = Teste termina em até 6 h
idle-gone = Ausentes no gateway
any-tag = Qualquer etiqueta
n-accounts = { $n ->
    [one] 1 conta
   *[other] { $n } contas
}
filter-only = Só estas
view-all = Todas
view-save = Salvar visualização…
view-save-title = Salvar a lista como aparece agora
view-save-ok = Salvar
view-name = Nome da visualização
view-name-taken = Outra visualização já tem esse nome
view-rename = Renomear…
view-rename-title = Renomear a visualização
view-keep = Salvar como aparece agora
view-unchanged = Nada mudou
view-remove = Remover a visualização
views-ready = Encontrar
views-more = Mais { $n }
views-full = Já existem { $n } visualizações
columns = Colunas
columns-reset = Colunas padrão
column-wider = Mais larga
column-narrower = Mais estreita
move-left = Mover para a esquerda
move-right = Mover para a direita
any-status = Qualquer situação
bulk-restart = Reiniciar…
bulk-restart-n = Reiniciar { $n }…
bulk-logout = Desconectar…
bulk-logout-n = Desconectar { $n }…
bulk-delete = Excluir…
bulk-delete-n = Excluir { $n }…
bulk-settings = Alterar configurações…
bulk-settings-n = Alterar configurações de { $n }…
bulk-check = Verificar agora
bulk-check-n = Verificar { $n } agora
bulk-read-settings = Ler as configurações de novo
bulk-read-settings-n = Ler as configurações de { $n } de novo
bulk-stop = Parar…
bulk-stop-n = Parar { $n }…
bulk-subscribe = Assinar…
bulk-subscribe-n = Assinar { $n }…
bulk-unsubscribe = Cancelar a assinatura…
bulk-unsubscribe-n = Cancelar assinatura de { $n }…
bulk-export = Exportar…
bulk-show-them = Mostrar
bulk-forget = Remover do Pairdesk
bulk-forget-n = Remover { $n } do Pairdesk
may-not-still-there = Só para as que não existem mais no gateway
bulk-none = Nenhuma delas permite isso
bulk-cannot-restart = { $n ->
    [one] { $n } delas não pode ser reiniciada: { $why }
   *[other] { $n } delas não podem ser reiniciadas: { $why }
}
bulk-no-restart = { $n ->
    [one] { $providers } não oferece reinício
   *[other] { $providers } não oferecem reinício
}
bulk-cannot-logout = { $n ->
    [one] { $n } delas não pode ser desconectada: { $why }
   *[other] { $n } delas não podem ser desconectadas: { $why }
}
bulk-no-logout = { $n ->
    [one] { $providers } não oferece isso
   *[other] { $providers } não oferecem isso
}
bulk-cannot-delete = { $n ->
    [one] { $n } delas não pode ser excluída: { $why }
   *[other] { $n } delas não podem ser excluídas: { $why }
}
bulk-no-delete = { $n ->
    [one] { $providers } não oferece isso
   *[other] { $providers } não oferecem isso
}
bulk-cannot-settings = { $n ->
    [one] { $n } delas não tem configurações que se possam alterar: { $why }
   *[other] { $n } delas não têm configurações que se possam alterar: { $why }
}
bulk-no-settings = { $n ->
    [one] { $providers } não oferece isso
   *[other] { $providers } não oferecem isso
}
idle-half-open = Vínculo não responde
tag-rename = Renomear em toda parte…
tag-rename-title = Renomear a etiqueta { $tag }
tag-rename-label = Novo nome
tag-rename-hint = { $n ->
    [one] Em { $n } instância, nas visualizações e nas regras de alerta
   *[other] Em { $n } instâncias, nas visualizações e nas regras de alerta
}
tag-rename-joins = Já existe a etiqueta { $tag }: as duas viram uma só
tag-rename-ok = Renomear
tag-drop-everywhere = { $n ->
    [one] Remover de { $n } instância, visualizações e regras
   *[other] Remover de { $n } instâncias, visualizações e regras
}
tag-drop = Remover { $tag }; nenhuma instância a usa
search-no-field = “{ $part }” não é um campo e é buscado como está. Campos: tag, state, account, phone, name, id, note, is
search-no-state = “{ $part }” não é uma situação. Escreva uma das situações, ou perdida
search-no-is = “{ $part }” não é conhecido. Depois de is: never-paired, stuck, lost-today, trial-ending, gone, half-open
search-no-phone = “{ $part }” não tem dígitos para buscar
search-fields = Buscar em campos
search-in-tag = Etiquetas que começam assim
search-in-account = Conta
search-in-phone = Número de telefone
search-in-name = Apelido ou nome
search-in-id = ID no gateway
search-in-note = Nota
search-in-state = Situação, ou perdida
search-in-not = Com um menos antes: sem
search-in-quotes = Entre aspas: só juntas
