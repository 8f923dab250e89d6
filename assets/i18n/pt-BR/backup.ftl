# Backup e restauração
backup = Backup
backup-open = Fazer backup…
backup-short = Um arquivo, protegido por uma frase-senha. Último: { $last }
backup-never = nunca
backup-title = Fazer backup
backup-text = Contas, instâncias, apelidos, etiquetas, notas, visualizações, modelos e regras vão para um só arquivo
backup-keys = Chaves e tokens
backup-with-keys = Com chaves
backup-without-keys = Sem chaves
backup-with-keys-text = Chaves e tokens vão junto, protegidos por uma frase-senha. Quem tem o arquivo e a frase-senha tem todas as chaves. Sem a frase-senha ninguém abre o arquivo, nem nós
backup-without-keys-text = Um arquivo que pode ser lido como texto. Chaves e tokens ficam no chaveiro deste computador; são digitados de novo onde o arquivo for restaurado
backup-save = Salvar arquivo…
backup-running = Gravando e conferindo…
backup-sandbox = O que pertence ao sandbox não faz parte do backup
backup-unconfirmed = Há uma criação não confirmada. Ela não faz parte do backup: o que ela criou só se sabe depois da confirmação
progress-reading = Lendo chaves e tokens: { $done } de { $n }
progress-writing = Guardando chaves e tokens no chaveiro: { $done } de { $n }
backup-done = Backup gravado e conferido
backup-holds =
    { $accounts ->
        [one] { $accounts } conta
       *[other] { $accounts } contas
    }, { $instances ->
        [one] { $instances } instância
       *[other] { $instances } instâncias
    }
backup-lacks-keys =
    { $n ->
        [one] A chave de { $n } conta não está nele
       *[other] As chaves de { $n } contas não estão nele
    }
backup-lacks-keys-text = O chaveiro não tem chave para esse endereço
backup-left-out =
    { $n ->
        [one] { $n } valor não voltaria
       *[other] { $n } valores não voltariam
    }
backup-left-out-text = Estão no arquivo, mas são mais ou mais longos do que uma restauração aceita
passphrase = Frase-senha
passphrase-show = Mostrar frase-senha
passphrase-again = Repita a frase-senha
passphrase-again-show = Mostrar a segunda frase-senha
passphrase-hint = Cinco palavras sem relação entre si são fáceis de lembrar e difíceis de adivinhar
passphrase-too-short = Curta demais: pelo menos 8 caracteres
passphrase-weak = Fraca: seria adivinhada em semanas
passphrase-fair = Razoável: guarde o arquivo onde outros não tenham acesso
passphrase-strong = Forte
passphrase-differs = As duas não são iguais
restore = Restauração
restore-open = Restaurar…
restore-short = Acrescenta o que falta; o que você definiu aqui fica
restore-title = Restaurar
restore-text = O que o arquivo traria é mostrado antes que algo seja gravado
restore-file = Arquivo
restore-choose = Escolher…
restore-no-dialog = Este sistema não tem janela para escolher arquivos: digite o caminho do arquivo
restore-look = Ler arquivo
restore-file-first = Escolha o arquivo primeiro
restore-passphrase-first = Digite a frase-senha primeiro
restore-written = Gravado em { $at } pelo Pairdesk { $version }
restore-no-time = data desconhecida
restore-here = já está aqui
restore-key-goes = A chave vai somente para
restore-no-key = Sem chave para
restore-instances =
    { $n ->
        [one] { $n } instância
       *[other] { $n } instâncias
    }
restore-tags =
    { $n ->
        [one] { $n } etiqueta com cor
       *[other] { $n } etiquetas com cor
    }
restore-views =
    { $n ->
        [one] { $n } visualização
       *[other] { $n } visualizações
    }
restore-templates =
    { $n ->
        [one] { $n } modelo
       *[other] { $n } modelos
    }
restore-rules =
    { $n ->
        [one] { $n } regra
       *[other] { $n } regras
    }
restore-new = { $n } a acrescentar
restore-filled = { $n } já aqui, a completar
restore-kept = { $n } já aqui, sem mudança
restore-tokens =
    { $n ->
        [one] { $n } token vai para o chaveiro
       *[other] { $n } tokens vão para o chaveiro
    }
restore-left-out =
    { $n ->
        [one] { $n } valor não pode ser usado e fica de fora
       *[other] { $n } valores não podem ser usados e ficam de fora
    }
restore-left-out-text = O arquivo foi gravado por outra versão, ou foi alterado
restore-nothing = Tudo o que há neste arquivo já está aqui
restore-ok = Restaurar
restore-running = Restaurando…
restore-unchanged = Nada foi alterado
restore-done = Restaurado
restore-completed =
    { $n ->
        [one] { $n } instância completada
       *[other] { $n } instâncias completadas
    }
restore-keys-came =
    { $n ->
        [one] chaves de { $n } conta
       *[other] chaves de { $n } contas
    }
restore-tokens-came =
    { $n ->
        [one] { $n } token
       *[other] { $n } tokens
    }
restore-keyless =
    { $n ->
        [one] { $n } conta não tem chave aqui
       *[other] { $n } contas não têm chave aqui
    }
restore-keyless-text = Digite-a em Credenciais, ou restaure um backup com chaves
dialog-open = Já há um diálogo de arquivo aberto
choose-file = Escolher um arquivo
export-list = Exportar lista
export-csv = Como CSV
export-json = Como JSON
export-as-csv = Exportar como CSV
export-as-json = Exportar como JSON
export-done = Lista salva: { $path }
