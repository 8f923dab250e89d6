# Diagnóstico: por que uma conta ou uma instância não funciona.

diagnose = Diagnosticar
diagnose-title = Diagnóstico de { $name }
diagnose-again = Repetir
diagnose-done = Concluído em { $time }
diagnose-reads = Todas as verificações apenas leem. Nada foi alterado no provedor.
diagnose-report = Relatório
diagnose-redacted = Anonimizado
diagnose-report-text = Sem chaves, números, nomes nem endereços. É exatamente isto que é copiado:
diagnose-copy = Copiar relatório
topic-address = Endereço
topic-encryption = Criptografia
topic-key = Chave
topic-version = Produto e versão
topic-instance = Instância
topic-state = Estado
topic-link = Vínculo
topic-code = Código
topic-clock = Relógio deste computador
look-waiting = Ainda não verificado
look-running = Verificando…
look-skipped = Não verificado: algo antes falhou
look-reached = { $host } é { $address }; a porta responde
look-answers = { $host }; a porta responde
look-proxy = O proxy { $proxy } responde
look-issuer = certificado de { $issuer }
look-days = { $n ->
    [one] válido por mais { $n } dia
   *[other] válido por mais { $n } dias
}
look-expired = { $n ->
    [one] expirou há { $n } dia
   *[other] expirou há { $n } dias
}
look-encrypted-behind-proxy = Criptografado; atrás de um proxy o certificado não aparece
look-clear = Sem criptografia: quem está no caminho pode ler a chave
look-clear-here = Sem criptografia, e não sai deste computador
look-no-key = Não exige chave
look-key-accepted = Aceita
look-key-untested = Este provedor não tem requisição que mostre se ela funciona
look-key-not-judged = Não avaliada: quem respondeu não olhou para ela
look-version-untold = { $product }, que não informa a versão
look-listed = O gateway a conhece
look-not-described = Este provedor não tem requisição para uma só instância
look-state-agrees = { $state }. Lista e estado coincidem
look-state-differs = { $state }; a lista diz: { $listed }
look-link-answers = Responde
look-link-silent = Consta como conectada, mas duas consultas que precisam do vínculo ficaram sem resposta
look-no-link = Não consultado: ela não está conectada
look-code-there = Há um código
look-no-code = Solicitado { $n } vezes, sem nenhum código
look-code-not-asked = Não solicitado: iniciaria um pareamento
look-code-not-needed = Não é necessário: está conectada
look-clock-agrees = Coincide com o do gateway
look-clock-ahead = { $time } à frente do gateway
look-clock-behind = { $time } atrás do gateway
look-clock-harmless = Menos de 60 s não tem efeito
look-no-clock = Nenhuma resposta informou a hora
cause-none = Tudo em ordem
cause-none-next = Tudo responde como deve
cause-not-paired = Tudo responde; nenhum celular está conectado
cause-not-paired-next = Conecte um celular para enviar e receber
cause-clear = A conexão não é criptografada
cause-clear-next = Tudo funciona. Quem está no caminho pode ler a chave; um endereço que começa com https:// evita isso
cause-certificate-ends = O certificado do gateway vence em breve
cause-certificate-ends-next = Tudo funciona. Renove o certificado, ou nada mais será enviado para lá
cause-phone-offline = O WhatsApp não vê o celular há algum tempo
cause-phone-offline-next = Abra o WhatsApp no celular e confira se ele está online
cause-challenge = O WhatsApp pede mais do que a leitura do código
cause-challenge-next = A janela de pareamento mostra o que ele pede
cause-half-open = O vínculo não responde, embora o gateway diga que está conectada
cause-half-open-next = O que vem antes está em ordem. Reiniciar resolve quase sempre; nada se perde
cause-failed = O gateway desistiu desta instância
cause-failed-next = Tudo antes disso está em ordem. Reiniciar faz com que recomece; nada se perde
cause-no-code = O gateway não gera um código
cause-no-code-next = Tudo antes disso está em ordem. Reiniciar faz com que recomece; nada se perde, o número continua desconectado
cause-clock = O relógio deste computador está errado
cause-clock-next = Ajuste-o pela internet; códigos e certificados são avaliados por ele
