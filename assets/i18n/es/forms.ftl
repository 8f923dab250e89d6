# Lo que rodea los campos de cada formulario.

preset-messages = Mensajes
preset-connection = Conexión
same-as = Igual que «{ $name }»
same-for-all = La misma dirección para los { $n }
show-all = Mostrar los { $n }
use-name = Usar { $name }
what-is = ¿Qué es «{ $name }»?
clear = Borrar
name-taken = Una instancia de esta cuenta ya tiene este nombre
kept-from-account = Conservado de la última cuenta: { $fields }
kept-from-template = De la plantilla «{ $name }»: { $fields }
kept-in-part = De la plantilla «{ $name }»: { $fields }. Se dejó fuera, porque este gateway no tiene el campo: { $n }
template-apply = Aplicar una plantilla…
template-none-here = Aún no hay plantillas para este proveedor
token-made-here = Aleatorio, creado aquí
none-sends-all = Ninguno elegido: se envían los { $m }
preview-note-always = Solo se envía lo que usted definió y lo que este gateway exige siempre: { $fields }. Los secretos aparecen ocultos aquí.
was = Antes:
was-untold = el gateway no lo indica
was-with = con { $words }
was-without = sin { $words }
undo-field = Deshacer: { $name }
changed-was = { $name }, cambiado, antes: { $was }
empty = vacío
discard = Descartar
keep-editing = Seguir editando
change-review = Revisar
change-read-again = Leer de nuevo
change-read-from = Leído de { $account } { $ago }
change-note = Lo que forma un grupo se envía entero: los valores que usted no cambió van como se acaban de leer. No se envía nada más.
review-title = Cambiar los ajustes de { $name }
changed-elsewhere = Cambió en el gateway mientras tanto. Sus valores reemplazarán:
drop-text = No se ha enviado nada.
n-changed = { $n ->
    [one] { $n } cambiado
   *[other] { $n } cambiados
}
review-n = { $n ->
    [one] Revisar { $n } cambio
   *[other] Revisar { $n } cambios
}
drop-title = { $n ->
    [one] ¿Descartar { $n } cambio?
   *[other] ¿Descartar { $n } cambios?
}
where-keys = Dónde encontrar las claves
open-documentation = Documentación: { $provider }
account-restored = Lo que escribió la última vez está aquí de nuevo; las claves deben escribirse otra vez.
pasted-from = Tomado de lo que pegó: { $fields }
pasted-nothing = Nada de lo que pegó sirve para este formulario. No se guardó.
help-webhook_url = Una dirección suya a la que el gateway llama en cada evento, como un mensaje recibido.
help-base_url = La dirección de la API del gateway, sin la ruta de una llamada. Las claves se envían solo a ella.
