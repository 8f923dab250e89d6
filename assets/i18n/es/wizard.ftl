# New instance.

step-account = Cuenta
step-configure = Configurar
step-review = Revisar
step-pair = Vincular
choose-account = Elija una cuenta
account-adopts-only = Con esta cuenta no se crea nada; adopte una instancia en Credenciales
no-account-title = Primero, una cuenta
no-account-text = Las instancias se crean en un proveedor con sus credenciales. Agregue una cuenta, o pruebe en el sandbox.
wizard-continue = Continuar
wizard-review = Revisar
wizard-create = Crear instancia
problems-to-fix = { $n ->
    [one] { $n } problema por corregir
   *[other] { $n } problemas por corregir
}
n-set = { $n ->
    [one] 1 valor
   *[other] { $n } valores
}
preview-request = Solicitud
preview-note = Solo se envía lo que usted definió. Los secretos aparecen ocultos aquí.
cost-title = Cuánto cuesta
creating = Creando…
creating-text = La solicitud se envía una vez. Si la respuesta se pierde, Pairdesk busca la instancia en vez de enviar de nuevo.
name-exists = Ya existe una instancia con este nombre
name-exists-text = No se envió nada. Elija otro nombre o abra la que ya existe.
wizard-unconfirmed = Ver lo que se sabe
