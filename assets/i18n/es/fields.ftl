# fields

## Every account
field-label = Alias
field-label-hint = Cómo llamas a esta cuenta; solo tú lo ves
field-base_url = Dirección base
field-base_url-hint = Donde responde la API del gateway; si ya está completa, déjala así
field-allow_http = Permitir http sin cifrar
field-allow_http-hint = La clave se puede leer en el camino; solo para redes de confianza
field-clear_through_proxy = También sin cifrar por el proxy
field-clear_through_proxy-hint = El proxy de este equipo también lee la clave

## Sections
section-basics = Datos básicos
section-webhook = Webhooks
section-behaviour = Comportamiento
section-device = Dispositivo

## Every instance
field-name = Nombre de la instancia
field-name-hint = Cómo aparece la instancia aquí y en el gateway
field-webhook_url = Dirección del webhook
field-webhook_url-hint = El gateway la llama cuando algo le sucede a esta instancia
field-webhook_events = Eventos
field-webhook_events-hint = En qué casos se llama al webhook
none-is-all = Ningún evento elegido: el gateway lo toma por los { $m } y envía todos

## Z-API account
field-partner_token = Token de socio
field-partner_token-hint = Lo entrega el soporte de Z-API; crea y lista instancias. Sin él solo puede agregar instancias que ya existen.
field-client_token = Token de seguridad de la cuenta
field-client_token-hint = Panel de Z-API, en Seguridad; hace falta una vez que se activa allí

## Z-API, adding an existing instance
field-instance_id = ID de la instancia
field-instance_id-hint = Panel de Z-API, en la página de la instancia
field-instance_token = Token de la instancia
field-instance_token-hint = Está junto al ID; se guarda en el llavero del sistema

## Z-API instance
field-session_name = Nombre de la sesión
field-session_name-hint = Se ve en el teléfono, en la lista de dispositivos vinculados
field-received_url = Mensajes recibidos
field-received_url-hint = Se llama con cada mensaje que llega
field-delivery_url = Mensajes enviados
field-delivery_url-hint = Se llama cuando el mensaje se entregó a WhatsApp; puede que el contacto aún no lo tenga
field-received_and_delivery_url = Mensajes recibidos y propios
field-received_and_delivery_url-hint = Se llama con los mensajes que llegan y con los que envías tú
field-status_url = Estado de los mensajes
field-status_url-hint = Se llama cuando un mensaje se recibe, se lee, se reproduce o se elimina
field-presence_url = Presencia en el chat
field-presence_url-hint = Se llama cuando un contacto escribe, graba o está en línea
field-connected_url = Conexión
field-connected_url-hint = Se llama cuando el teléfono queda vinculado
field-disconnected_url = Desconexión
field-disconnected_url-hint = Se llama cuando se pierde el vínculo con el teléfono
field-call_reject_auto = Rechazar llamadas
field-call_reject_auto-hint = Las llamadas entrantes se rechazan al momento
field-call_reject_message = Mensaje tras una llamada rechazada
field-call_reject_message-hint = Se envía a quien llamó; si queda vacío, no se envía nada
field-auto_read_message = Marcar mensajes como leídos
field-auto_read_message-hint = Cada mensaje que llega cuenta como leído al momento
field-auto_read_status = Marcar estados como vistos
field-auto_read_status-hint = Z-API pide que «Marcar mensajes como leídos» también esté activado
field-disable_enqueue = Rechazar mensajes mientras está desconectada
field-disable_enqueue-hint = Desactivado, hasta 1.000 mensajes esperan y salen en cuanto se vincula el teléfono
field-is_device = Instancia móvil
field-is_device-hint = Registra un número por SMS o llamada en el panel de Z-API; Pairdesk no puede vincularla con código QR
field-business_device = App WhatsApp Business
field-business_device-hint = Usa la app Business en lugar de la normal

## EnviaAI account
field-api_key = Clave de API
field-api_key-hint = Panel de EnviaAI, portal del desarrollador, claves de API; allí se muestra una sola vez
field-experimental_delete = Permitir la eliminación no documentada
field-experimental_delete-hint = EnviaAI no documenta cómo eliminar una instancia; con esta opción, Pairdesk prueba la llamada habitual

## EnviaAI instance
field-auto_read = Marcar mensajes como leídos
field-auto_read-hint = Cada mensaje que llega cuenta como leído al momento
field-auto_typing = Mostrar «escribiendo…»
field-auto_typing-hint = Los contactos ven «escribiendo…» antes de cada mensaje

## Facts
fact-engine = Motor
fact-webhook = Webhook
fact-webhook-connection = Webhook de conexión

phone-sent = Se envía como { $digits }
phone-use = Usar { $number }
