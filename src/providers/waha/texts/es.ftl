# WAHA

provider-waha-about = Su propio servidor
provider-waha-keys = La clave es WAHA_API_KEY en el archivo .env del servidor. Puede pegar esa línea aquí, o un comando cURL que funcione.
cost-waha = No se cobra nada: funciona en su propio servidor.
cost-many-waha = { $n ->
    [one] no cuesta nada
   *[other] no cuestan nada
}

## Account
field-waha-api_key-hint = La WAHA_API_KEY del servidor o la clave de una sesión. Déjela vacía si el servidor no pide ninguna

## Adopt
field-waha-instance_id = Nombre de la sesión
field-waha-instance_token = Clave de la sesión
field-waha-instance_token-hint = Solo si la sesión tiene una clave propia; se guarda en el llavero del sistema

## Instance
field-waha-name-hint = También es su ID en el servidor: letras, dígitos, _ y -; no se puede cambiar
field-start = Iniciar de inmediato
field-start-hint = Si no, se inicia al vincular

## Settings
provider-waha-change = Al guardar se reinicia una sesión en marcha: se ausenta unos segundos y sigue vinculada.

section-webhooks = Webhooks
field-webhooks = Webhooks
field-webhooks-item = Webhook { $n }
field-webhooks-add = Agregar un webhook
field-webhooks-url = Dirección
field-webhooks-events = Eventos
field-webhooks-events-hint = Cada motor envía eventos distintos
field-webhooks-hmac_key = Clave HMAC
field-webhooks-hmac_key-hint = El servidor firma cada llamada con ella (SHA-512)
field-webhooks-retry_policy = Pausa entre intentos
field-webhooks-retry_delay = Pausa (s)
field-webhooks-retry_attempts = Intentos
field-webhooks-headers = Encabezados
field-webhooks-headers-hint = Se envían con cada llamada. Sus valores se guardan como secretos

section-metadata = Metadatos
field-metadata = Entradas
field-metadata-hint = Acompañan a cada webhook y aparecen en la lista; aquí no debe ir nada secreto

field-device_name = Nombre del dispositivo
field-device_name-hint = Se muestra en Dispositivos vinculados. Con un nombre propio, algunos motores no vinculan con un código escrito
field-browser_name = Navegador

field-proxy_server = Proxy
field-proxy_server-hint = Host y puerto sin http://; el servidor no lo prueba

section-ignore = Chats ignorados
field-ignore_status = Ignorar estados
field-ignore_groups = Ignorar grupos
field-ignore_channels = Ignorar canales
field-ignore_broadcast = Ignorar listas de difusión

section-engine = Motor
fact-engine-own = Motor
field-debug = Registro detallado
field-webjs_tags = Eventos de presencia y entrega
field-webjs_tags-hint = Sin esto pueden faltar presence.update y message.ack
field-noweb_online = Mostrar como en línea
field-noweb_store = Guardar chats y contactos
field-noweb_store-hint = Cámbielo solo antes de vincular
field-noweb_full_sync = Cargar el historial completo
field-noweb_full_sync-hint = Al vincular el teléfono
field-gows_messages = Guardar mensajes
field-gows_groups = Guardar grupos
field-gows_chats = Guardar chats
field-gows_labels = Guardar etiquetas
