# Z-API

provider-zapi-about = Cuenta de partner, o instancias sueltas por ID y token
provider-zapi-keys = Panel de Z-API: el token de seguridad de la cuenta está en Seguridad. El token de partner lo da el soporte de Z-API; con él se pueden crear instancias.
cost-zapi = Inicia una prueba de 2 días. Solo se cobra tras suscribirse; sin eso Z-API la elimina sola.
cost-many-zapi = { $n ->
    [one] empieza con 2 días de prueba
   *[other] empiezan con 2 días de prueba cada una
}
cost-zapi-subscribe = { $n ->
    [one] Z-API la cobra desde ahora, al final de cada mes, hasta que se cancele.
   *[other] Z-API cobra cada una de las { $n } desde ahora, al final de cada mes, hasta que se cancele.
}
cost-zapi-unsubscribe = { $n ->
    [one] Sigue utilizable hasta el final del período pagado, y se cobra hasta entonces. No se puede eliminar antes.
   *[other] Cada una de las { $n } sigue utilizable hasta el final de su período pagado, y se cobra hasta entonces. No se puede eliminar antes.
}

## Account
field-partner_token = Token de partner
field-partner_token-hint = Lo entrega el soporte de Z-API; crea y lista instancias. Sin él solo puede agregar instancias que ya existen.
field-client_token = Token de seguridad de la cuenta
field-client_token-hint = Panel de Z-API, en Seguridad; hace falta una vez que se activa allí

## Adding an existing instance
field-zapi-instance_id-hint = Panel de Z-API, en la página de la instancia

## Instance
field-session_name = Nombre de la sesión
field-session_name-hint = Se ve en el teléfono, en la lista de dispositivos vinculados
field-received_url = Mensajes recibidos
field-received_url-hint = Se llama con cada mensaje que llega
field-delivery_url = Mensajes enviados
field-delivery_url-hint = Se llama cuando el mensaje se entregó a WhatsApp; puede que el contacto aún no lo tenga
field-received_and_delivery_url = Mensajes recibidos y propios
field-received_and_delivery_url-hint = Se llama con los mensajes que llegan y con los que envía usted
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
help-partner_token = Pertenece a los partners de Z-API y crea, lista y cancela instancias. No es el token de seguridad de la cuenta ni el token de una instancia.
help-client_token = Una segunda clave que Z-API exige en cada llamada a una instancia, una vez activada en su panel.
