# fields

## Every account
field-label = Nombre de la cuenta
field-label-hint = Cómo llama usted a esta cuenta; nadie más lo ve
field-base_url = Dirección base
field-base_url-hint = Donde responde la API del gateway; si ya está completa, déjela así
field-allow_http = Permitir http sin cifrar
field-allow_http-hint = La clave se puede leer en el camino; solo para redes de confianza
field-clear_through_proxy = También sin cifrar por el proxy
field-clear_through_proxy-hint = El proxy de este equipo también lee la clave

## Several gateways
field-api_key = Clave de API
field-instance_id = ID de la instancia
field-instance_token = Token de la instancia
field-instance_token-hint = Está junto al ID; se guarda en el llavero del sistema
field-proxy_username = Usuario
field-proxy_password = Contraseña

## Sections
section-basics = Datos básicos
section-webhook = Webhooks
section-behaviour = Comportamiento
section-device = Dispositivo
section-proxy = Proxy

## Every instance
field-name = Nombre de la instancia
field-name-hint = Cómo aparece la instancia aquí y en el gateway
field-webhook_url = Dirección del webhook
field-webhook_url-hint = El gateway la llama cuando algo le sucede a esta instancia
field-webhook_events = Eventos
field-webhook_events-hint = En qué casos se llama al webhook
none-is-all = Ningún evento elegido: el gateway lo entiende como los { $m } y los envía todos

## Facts
fact-engine = Tipo de conexión
fact-webhook = Webhook
fact-webhook-connection = Webhook de conexión

phone-sent = Se envía como { $digits }
phone-use = Usar { $number }

## What several providers have, under one name
field-reject_calls = Rechazar llamadas
field-reject_text = Mensaje tras una llamada rechazada
field-skip_groups = Ignorar grupos
field-mark_read = Marcar mensajes como leídos
field-mark_statuses = Marcar estados como vistos
field-keep_online = Siempre en línea
field-whole_history = Sincronizar todo el historial
field-linked_name = Nombre en Dispositivos vinculados
field-proxy_address = Proxy
