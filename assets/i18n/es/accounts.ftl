# Credentials.

account-add = Agregar cuenta
account-add-more = Agregar una cuenta…
account-edit = Editar cuenta
account-provider = Proveedor
choose-provider = Elija un proveedor
account-test = Probar
account-save = Guardar cuenta
account-saved = Cuenta guardada
hint-quotes = Las comillas que la rodean no se usan
hint-punycode = La red conoce este host como { $host }; se lee { $read }
address-link-cut = Este era el enlace de una instancia: solo queda su dirección base
address-link-cut-text = Guarde la cuenta y podrá adoptar la instancia: su ID y su token ya estarán rellenos
address-panel-cut = El panel y la API tienen direcciones distintas
address-panel-cut-text = La ruta del panel se dejó fuera
secrets-kept = Los secretos que deje vacíos quedan como están en el llavero
secrets-again = La dirección cambió, así que hay que introducir las claves de nuevo
test-ok = Conexión OK · { $ms } ms
test-ok-version = Conexión OK · v{ $version } · { $ms } ms
test-through-proxy = por el proxy { $proxy }
check-all = Comprobar todas
never-checked = Nunca comprobada
valid-ago = Válida · comprobada hace { $age }
valid-now = Válida · comprobada ahora
valid-version = Válida · v{ $version } · { $ms } ms
rejected = No funciona
not-encrypted = Sin cifrar
instances-count = { $n ->
    [one] { $n } instancia
   *[other] { $n } instancias
}
adopt = Adoptar una instancia…
adopt-title = Adoptar una instancia
adopt-text = Ambos valores están en el panel web del proveedor. No se crea nada.
adopted = Instancia adoptada
confirm-remove-account = ¿Quitar { $name } de este equipo?
confirm-remove-account-text = Sus secretos salen del llavero y sus filas salen de la lista. Nada cambia en el proveedor.
unsettled-title = ¿Cambiar { $name } de todos modos?
unsettled-ok = Cambiar de todos modos
unsettled-unconfirmed = Sin confirmar: { $names }
unsettled-waits = Con otra dirección u otra clave, la comprobación espera hasta que la cuenta vea las mismas instancias. No se da por ausente y no se envía nada de nuevo.
unsettled-unconfirmed-lost = Nadie la busca ya. Si se creó, sigue en el proveedor y puede cobrarse.
unsettled-only-here = Tokens guardados solo aquí: { $names }
unsettled-only-here-lost = Ninguna lista devuelve estos tokens
rotate = Cambiar clave…
rotate-title = Cambiar las claves de { $name }
rotate-text = La clave nueva se prueba antes y solo sustituye a la antigua si funciona. Los campos que deje vacíos quedan como están.
rotate-ok = Probar y cambiar
rotate-done = Se cambiaron las claves
rotate-kept = No se cambió nada; las claves antiguas siguen en uso
