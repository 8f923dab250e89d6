# fields

## Every account
field-label = Nome da conta
field-label-hint = Como você chama esta conta; só você vê
field-base_url = Endereço base
field-base_url-hint = Onde a API do gateway responde; se já estiver preenchido, mantenha
field-allow_http = Permitir http sem criptografia
field-allow_http-hint = A chave pode ser lida no caminho; use só em redes de confiança
field-clear_through_proxy = Também sem criptografia pelo proxy
field-clear_through_proxy-hint = O proxy deste computador também lê a chave

## Several gateways
field-api_key = Chave da API
field-instance_id = ID da instância
field-instance_token = Token da instância
field-instance_token-hint = Fica ao lado do ID; será guardado no chaveiro do sistema
field-proxy_username = Usuário
field-proxy_password = Senha

## Sections
section-basics = Básico
section-webhook = Webhooks
section-behaviour = Comportamento
section-device = Dispositivo
section-proxy = Proxy

## Every instance
field-name = Nome da instância
field-name-hint = Como a instância aparece aqui e no gateway
field-webhook_url = Endereço do webhook
field-webhook_url-hint = O gateway chama este endereço quando algo acontece com a instância
field-webhook_events = Eventos
field-webhook_events-hint = Em quais casos o webhook é chamado
none-is-all = Nenhum evento escolhido: o gateway entende como se fossem os { $m } e envia todos

## Facts
fact-engine = Tipo de conexão
fact-webhook = Webhook
fact-webhook-connection = Webhook de conexão

phone-sent = Enviado como { $digits }
phone-use = Usar { $number }

## What several providers have, under one name
field-reject_calls = Rejeitar chamadas
field-reject_text = Mensagem após uma chamada rejeitada
field-skip_groups = Ignorar grupos
field-mark_read = Marcar mensagens como lidas
field-mark_statuses = Marcar status como vistos
field-keep_online = Sempre online
field-whole_history = Sincronizar o histórico completo
field-linked_name = Nome em Dispositivos conectados
field-proxy_address = Proxy
