template-save = Guardar como plantilla
template-saved = Plantilla guardada, sin secretos
template-none = Aún no hay plantillas
template-none-text = Rellene el formulario de una nueva instancia y pulse Guardar como plantilla
template-use = Usar
template-no-account = Agregue antes una cuenta de este proveedor
template-import = Importar…
template-import-title = Importar una plantilla
template-import-text = Pegue el texto de una plantilla que alguien le dio. Nunca se toman de él secretos ni direcciones de cuentas.
template-import-label = Texto de la plantilla
template-import-ok = Importar
template-import-first = Pegue primero el texto
template-imported = Plantilla importada
template-found = { $name } para { $provider }, { $n ->
    [one] { $n } valor
   *[other] { $n } valores
}
template-left-out = { $n ->
    [one] { $n } valor queda fuera: este formulario no lo acepta
   *[other] { $n } valores quedan fuera: este formulario no los acepta
}
template-hosts = Envía datos a otros servidores. Úsela solo si los conoce.
template-too-long = Este texto pasa de 256 KiB. Las plantillas son mucho más cortas; pegue solo la plantilla.
template-not-one = Este no es el texto de una plantilla. Cópielo entero, de la primera llave a la última.
template-newer = Esta plantilla es de una versión más nueva de Pairdesk. Actualice Pairdesk para importarla.
template-unknown-provider = Esta plantilla es de un proveedor que Pairdesk no conoce.
template-rename = Renombrar…
template-rename-ok = Renombrar
template-name = Nombre de la plantilla
template-name-taken = Otra plantilla tiene este nombre. Elija uno distinto.
template-duplicate = Duplicar
template-export = Copiar como texto
template-exported = Plantilla copiada como texto, sin secretos
