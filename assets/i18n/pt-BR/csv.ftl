# Creating many from a table.
nav-create-many = Criar várias a partir de um arquivo
csv-title = Criar a partir de CSV
csv-step-file = Arquivo
csv-step-map = Mapear e verificar
csv-step-create = Criar
csv-step-report = Relatório
csv-empty = Várias instâncias a partir de um arquivo
csv-empty-text = Escolha um arquivo CSV, solte-o na janela ou cole células copiadas de uma planilha. Cada linha é verificada antes de qualquer envio.
csv-choose = Escolher um arquivo…
csv-paste = Colar células
csv-limits = Até { $n } linhas, 32 MB. Separadores e codificação são reconhecidos.
csv-path = Caminho do arquivo
csv-open = Abrir
csv-sample = Arquivo de exemplo
csv-sample-name = exemplo
csv-sample-all = Todas as contas
csv-saved = Salvo: { $path }
csv-too-long = Este arquivo é grande demais
csv-too-long-text = São lidos até 32 MB. Divida o arquivo e use uma parte de cada vez.
csv-too-many-rows = Mais de { $n } linhas
csv-too-many-rows-text = Nada foi lido. Divida o arquivo e use uma parte de cada vez.
csv-too-many-columns = Mais de { $n } colunas
csv-too-many-columns-text = O separador é outro? Remova as colunas que não são necessárias.
csv-too-long-cell = Uma célula na linha { $line } não tem fim
csv-too-long-cell-text = Ela tem mais de { $letters } caracteres. Em geral, aspas foram abertas e não fechadas.
csv-nothing = Não há nada neste arquivo
csv-nothing-text = Escolha outro ou cole as células.
csv-workbook = Este é um arquivo de planilha, não um CSV
csv-workbook-text = Abra na planilha e salve como CSV, ou copie as células e cole aqui.
csv-pdf = Este é um PDF
csv-pdf-text = Ele não tem células para ler. Peça a tabela em CSV.
csv-web-page = Esta é uma página da web
csv-web-page-text = Em geral, uma página de login salva no lugar do arquivo: entre e baixe de novo. Uma tabela nela pode ser aberta na planilha e salva como CSV.
csv-json = Este é um arquivo JSON
csv-json-text = Aqui se lê uma tabela: salve os dados como CSV. Um backup é restaurado em Configurações → Dados → Restaurar….
csv-locked = Este arquivo está protegido por uma frase-senha
csv-locked-text = Um backup é restaurado em Configurações → Dados → Restaurar…. Um relatório com tokens é aberto com o programa age.
csv-folder = Esta é uma pasta
csv-folder-text = Escolha o arquivo CSV que está nela.
csv-one-file = Um arquivo por vez: só { $name } é lido
csv-dialog-open = Há um diálogo aberto. Feche-o e depois solte o arquivo
csv-drop-here = Solte a tabela aqui para criar uma instância por linha
csv-drop-here-text = CSV ou texto, até 10.000 linhas. Nada é enviado antes de você conferir.
csv-not-text = Isto não é um arquivo CSV
csv-not-text-text = Na planilha, salve como CSV, ou copie as células e cole aqui.
csv-change = Alterar
csv-pasted = Células coladas
csv-rows = { $n ->
    [one] { $n } linha
   *[other] { $n } linhas
}
csv-above = { $n ->
    [one] { $n } linha acima dos nomes fica de fora
   *[other] { $n } linhas acima dos nomes ficam de fora
}
csv-separator = Separador
csv-encoding = Codificação
csv-columns = Colunas
csv-table = Linhas
csv-used = { $n } de { $m } usadas
csv-has-names = A primeira linha tem os nomes
csv-account = Linhas sem conta
csv-template = Todo o resto de um modelo
csv-none-account = Nenhuma conta
csv-none-template = Nenhum modelo
csv-mark = Uma marca curta após os nomes
csv-mark-hint = Como “Vendas #k7f3”, onde um gateway aceita o mesmo nome várias vezes: com ela dá para encontrar a instância quando a resposta se perde. A lista mostra o nome sem ela.
csv-use-none = Deixar de fora
csv-use-account = Conta
csv-use-phone = Número do WhatsApp
csv-use-alias = Apelido
csv-use-tags = Etiquetas
csv-use-note = Nota
csv-called-name = nome, instância, nome da instância, sessão, cliente
csv-called-account = conta, gateway, servidor, provedor
csv-called-phone = telefone, número, celular, whatsapp, fone
csv-called-alias = apelido, nome de exibição
csv-called-tags = etiquetas, etiqueta, tags, grupo
csv-called-note = nota, notas, comentário, comentários, observação, observações
csv-called-webhook = webhook, endereço do webhook
csv-chip-all = Todas
csv-chip-ready = Prontas
csv-chip-notes = Avisos
csv-chip-problems = Problemas
csv-chip-dropped = De fora
csv-title-row = Linha
csv-title-instance = Instância
csv-title-whatsapp = WhatsApp
csv-title-check = Verificação
csv-title-state = Estado
csv-title-cause = Causa
csv-title-token = Token
csv-sealed = Com tokens…
csv-sealed-title = Relatório com tokens
csv-sealed-text = O relatório com o token de cada instância, como CSV em um arquivo age protegido por uma frase-senha. Sem a frase-senha ninguém o abre, nem nós. Um apóstrofo antes do primeiro caractere de um token impede que a planilha o execute e não faz parte dele
csv-sealed-done = Relatório gravado e conferido
csv-sealed-holds = { $n ->
    [one] { $n } token
   *[other] { $n } tokens
}
csv-title-id = ID da instância
csv-ready = Pronta
csv-no-account = Sem conta
csv-unknown-account = Nenhuma conta com este nome
csv-cannot-create = Nada pode ser criado lá
csv-same-name = Mesmo nome da linha { $row }
csv-allows = { $provider } permite
csv-name-taken = Uma instância tem este nome
csv-same-number = Mesmo número da linha { $row }
csv-number-taken = Uma instância tem este número
csv-completed = { $by } foi acrescentado
csv-was = Era { $was }
csv-not-here = De fora: { $field }
csv-has-none = { $provider } não tem
csv-tags-full = Etiquetas de fora: já existem { $n }
csv-cut = Cortado: { $field }
csv-dropped = De fora
csv-phone-short = Curto demais para um número
csv-phone-country = Falta o código do país
csv-phone-wrong = Não é um número de telefone
csv-phone-rounded = Dígitos perdidos na planilha
csv-part-space = espaço
csv-part-accent = acento
csv-part-sign = caractere especial
csv-mend-use = Usar { $text }
csv-mend-edit = Editar
csv-mend-drop = Deixar esta de fora
csv-mend-back = Recolocar
csv-mend-mark = Acrescentar uma marca curta
csv-edit = Linha { $row }
csv-edit-ok = Aplicar
csv-promise = Cada linha foi verificada neste computador. Nada foi enviado ainda. Linhas com problemas ficam de fora.
csv-checking = Verificando…
csv-none-ready = Nenhuma linha está pronta
csv-changed = Algo mudou nesse meio-tempo. Nada foi enviado; veja de novo.
csv-start = { $n ->
    [one] Criar { $n } instância
   *[other] Criar { $n } instâncias
}
csv-starting = Iniciando…
csv-progress = { $done } de { $n } { $n ->
    [one] criada
   *[other] criadas
}, { $failed ->
    [one] { $failed } falhou
   *[other] { $failed } falharam
}, { $open ->
    [one] { $open } não confirmada
   *[other] { $open } não confirmadas
}
csv-item-done = Criada
csv-item-failed = Falhou
csv-item-unconfirmed = Resposta perdida; não será reenviado
csv-item-to-go = Pendente
csv-item-not-started = Não iniciada
csv-left-dropped = Deixada de fora antes do início
csv-left-same-name = Outra linha tem este nome
csv-left-problem = A linha tem um problema que não foi corrigido
csv-to-list = Ir para a lista
csv-report = Salvar relatório…
csv-report-name = relatorio
csv-creating = Criando
csv-creating-text = Uma após a outra em cada conta, cada uma guardada antes de a próxima começar. O painel da execução mostra cada linha; você pode sair desta tela.
csv-over = Arquivo concluído
csv-over-text = O painel da execução mostra cada linha. O que falhou pode ser tentado de novo lá; o que não foi confirmado é procurado e nunca enviado duas vezes.
