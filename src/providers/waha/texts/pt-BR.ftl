# WAHA

provider-waha-about = Seu próprio servidor
provider-waha-keys = A chave é WAHA_API_KEY no arquivo .env do servidor. Você pode colar essa linha aqui, ou um comando cURL que funcione.
cost-waha = Nada é cobrado: roda no seu próprio servidor.
cost-many-waha = { $n ->
    [one] não custa nada
   *[other] não custam nada
}

## Account
field-waha-api_key-hint = A WAHA_API_KEY do servidor ou a chave de uma sessão. Deixe vazio se o servidor não pede nenhuma

## Adopt
field-waha-instance_id = Nome da sessão
field-waha-instance_token = Chave da sessão
field-waha-instance_token-hint = Só se a sessão tem uma chave própria; fica no chaveiro do sistema

## Instance
field-waha-name-hint = Também é o ID no servidor: letras, dígitos, _ e -; não pode ser mudado
field-start = Iniciar já
field-start-hint = Senão ela é iniciada para parear

## Settings
provider-waha-change = Salvar reinicia uma sessão em execução: ela fica fora por alguns segundos e continua conectada.

section-webhooks = Webhooks
field-webhooks = Webhooks
field-webhooks-item = Webhook { $n }
field-webhooks-add = Adicionar um webhook
field-webhooks-url = Endereço
field-webhooks-events = Eventos
field-webhooks-events-hint = Cada motor envia eventos diferentes
field-webhooks-hmac_key = Chave HMAC
field-webhooks-hmac_key-hint = O servidor assina cada chamada com ela (SHA-512)
field-webhooks-retry_policy = Pausa entre tentativas
field-webhooks-retry_delay = Pausa (s)
field-webhooks-retry_attempts = Tentativas
field-webhooks-headers = Cabeçalhos
field-webhooks-headers-hint = Enviados em toda chamada. Os valores são guardados como segredos

section-metadata = Metadados
field-metadata = Entradas
field-metadata-hint = Vão com cada webhook e aparecem na lista; nada secreto deve ficar aqui

field-device_name = Nome do dispositivo
field-device_name-hint = Aparece em Dispositivos conectados. Com um nome próprio, alguns motores não pareiam por código digitado
field-browser_name = Navegador

field-proxy_server = Proxy
field-proxy_server-hint = Host e porta sem http://; o servidor não testa o proxy

section-ignore = Conversas ignoradas
field-ignore_status = Ignorar status
field-ignore_groups = Ignorar grupos
field-ignore_channels = Ignorar canais
field-ignore_broadcast = Ignorar listas de transmissão

section-engine = Motor
fact-engine-own = Motor
field-debug = Registro detalhado
field-webjs_tags = Eventos de presença e entrega
field-webjs_tags-hint = Sem isso, presence.update e message.ack podem faltar
field-noweb_online = Mostrar como online
field-noweb_store = Guardar conversas e contatos
field-noweb_store-hint = Mude só antes de parear
field-noweb_full_sync = Carregar o histórico completo
field-noweb_full_sync-hint = Quando o celular é pareado
field-gows_messages = Guardar mensagens
field-gows_groups = Guardar grupos
field-gows_chats = Guardar conversas
field-gows_labels = Guardar etiquetas
