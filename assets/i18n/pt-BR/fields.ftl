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

## Sections
section-basics = Básico
section-webhook = Webhooks
section-behaviour = Comportamento
section-device = Aparelho

## Every instance
field-name = Nome da instância
field-name-hint = Como a instância aparece aqui e no gateway
field-webhook_url = Endereço do webhook
field-webhook_url-hint = O gateway chama este endereço quando algo acontece com a instância
field-webhook_events = Eventos
field-webhook_events-hint = Em quais casos o webhook é chamado
none-is-all = Nenhum evento escolhido: o gateway entende isso como todos os { $m } e envia cada um

## Z-API account
field-partner_token = Token de parceiro
field-partner_token-hint = Fornecido pelo suporte da Z-API; cria e lista instâncias. Sem ele, só dá para adicionar instâncias que já existem.
field-client_token = Token de segurança da conta
field-client_token-hint = Painel da Z-API, em Segurança; necessário depois que for ativado lá

## Z-API, adding an existing instance
field-instance_id = ID da instância
field-instance_id-hint = Painel da Z-API, na página da instância
field-instance_token = Token da instância
field-instance_token-hint = Fica ao lado do ID; será guardado no chaveiro do sistema

## Z-API instance
field-session_name = Nome da sessão
field-session_name-hint = Aparece no celular, na lista de dispositivos conectados
field-received_url = Mensagens recebidas
field-received_url-hint = Chamado a cada mensagem que chega
field-delivery_url = Mensagens enviadas
field-delivery_url-hint = Chamado quando a mensagem foi entregue ao WhatsApp; o contato ainda pode não ter recebido
field-received_and_delivery_url = Mensagens recebidas e próprias
field-received_and_delivery_url-hint = Chamado para as mensagens que chegam e para as que você mesmo envia
field-status_url = Status das mensagens
field-status_url-hint = Chamado quando uma mensagem é recebida, lida, ouvida ou apagada
field-presence_url = Presença no chat
field-presence_url-hint = Chamado quando um contato está digitando, gravando ou on-line
field-connected_url = Conexão
field-connected_url-hint = Chamado quando o celular é conectado
field-disconnected_url = Desconexão
field-disconnected_url-hint = Chamado quando a ligação com o celular se perde
field-call_reject_auto = Rejeitar chamadas
field-call_reject_auto-hint = As chamadas recebidas são recusadas na hora
field-call_reject_message = Mensagem após chamada rejeitada
field-call_reject_message-hint = Enviada a quem ligou; se ficar vazia, nada é enviado
field-auto_read_message = Marcar mensagens como lidas
field-auto_read_message-hint = Toda mensagem recebida já conta como lida
field-auto_read_status = Marcar status como vistos
field-auto_read_status-hint = A Z-API pede que “Marcar mensagens como lidas” também esteja ligado
field-disable_enqueue = Recusar mensagens enquanto desconectada
field-disable_enqueue-hint = Desligado, até 1.000 mensagens esperam na fila e saem assim que o celular se conecta
field-is_device = Instância mobile
field-is_device-hint = Registra um número por SMS ou ligação no painel da Z-API; o Pairdesk não consegue pareá-la por QR Code
field-business_device = App WhatsApp Business
field-business_device-hint = Usa o app Business em vez do normal

## EnviaAI account
field-api_key = Chave da API
field-api_key-hint = Painel da EnviaAI, portal do desenvolvedor, chaves de API; lá ela só aparece uma vez
field-experimental_delete = Permitir exclusão não documentada
field-experimental_delete-hint = A EnviaAI não documenta como excluir uma instância; com esta opção, o Pairdesk tenta a chamada usual

## EnviaAI instance
field-auto_read = Marcar mensagens como lidas
field-auto_read-hint = Toda mensagem recebida já conta como lida
field-auto_typing = Mostrar “digitando…”
field-auto_typing-hint = Os contatos veem “digitando…” antes de cada mensagem

## Facts
fact-engine = Motor
fact-webhook = Webhook
fact-webhook-connection = Webhook de conexão

phone-sent = Enviado como { $digits }
phone-use = Usar { $number }
