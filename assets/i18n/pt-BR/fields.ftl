# fields

## Every account
field-label = Apelido
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
none-is-all = Nenhum evento escolhido: o gateway entende isso como todos os { $m } e envia cada um

## Facts
fact-engine = Motor
fact-webhook = Webhook
fact-webhook-connection = Webhook de conexão

phone-sent = Enviado como { $digits }
phone-use = Usar { $number }
