# EnviaAI

provider-enviaai-about = Cuenta en la nube
provider-enviaai-keys = Panel de EnviaAI, portal de desarrolladores, claves de API. Cada clave se muestra una sola vez, al crearla.
cost-enviaai = Usa una instancia de su plan.
cost-many-enviaai = { $n ->
    [one] usa una instancia de su plan
   *[other] usan una instancia de su plan cada una
}

## Account
field-enviaai-api_key-hint = Panel de EnviaAI, portal de desarrolladores, claves de API; allí se muestra una sola vez
field-experimental_delete = Permitir la eliminación no documentada
field-experimental_delete-hint = EnviaAI no documenta cómo eliminar una instancia; con esta opción, Pairdesk prueba la llamada habitual

## Instance
field-auto_read = Marcar mensajes como leídos
field-auto_read-hint = Cada mensaje que llega cuenta como leído al momento
field-auto_typing = Mostrar «escribiendo…»
field-auto_typing-hint = Los contactos ven «escribiendo…» antes de cada mensaje
