# Encontrar instancias: selección, etiquetas, apodo y nota, vistas.

select-row = Seleccionar { $name }
select-all = Seleccionar todas las que aparecen
n-selected = { $n ->
    [one] 1 seleccionada
   *[other] { $n } seleccionadas
}
select-all-n = Seleccionar las { $n }
select-clear = Limpiar
bulk-tag = Etiquetar…
keys-select = Seleccionar la fila
keys-select-range = Seleccionar filas hasta ahí
keys-select-all = Seleccionar todas las que aparecen
tags = Etiquetas
tags-edit = Etiquetas, apodo, nota…
tags-of = Etiquetas, apodo y nota de { $name }
tags-of-n = { $n ->
    [one] Etiquetas de 1 instancia
   *[other] Etiquetas de { $n } instancias
}
tags-none = Aún no hay etiquetas
tags-full = Ya hay 100 etiquetas; use una de ellas
tag-new = Etiqueta nueva
tag-add = Agregar la etiqueta
tag-show = Mostrar todo lo que tiene la etiqueta { $tag }
tag-color = Color de { $tag }
color-gray = Gris
color-green = Verde
color-blue = Azul
color-amber = Ámbar
color-red = Rojo
color-violet = Violeta
alias = Apodo
alias-hint = Aparece aquí en lugar de { $name }; nada cambia en el gateway
note = Nota
note-example = Escriba una nota…
note-too-long = { $n } caracteres; se guardan { $most }
name-too-long = { $n } caracteres; como máximo { $most }
undo-tag-added = Etiqueta { $tag } agregada: { $n }
undo-tag-removed = Etiqueta { $tag } quitada: { $n }
undo-tag-renamed = Etiqueta renombrada a { $tag }: { $n }
undo-alias = Apodo cambiado
undo-note = Nota cambiada
state-lost = Perdida
idle-never-paired = Nunca vinculadas
idle-stuck = Conectando desde hace más de una hora
idle-lost-today = Perdidas hoy
idle-trial-ending = La prueba termina en menos de 6 h
idle-gone = Ausentes en el gateway
any-tag = Cualquier etiqueta
n-accounts = { $n ->
    [one] 1 cuenta
   *[other] { $n } cuentas
}
filter-only = Solo estas
view-all = Todas
view-save = Guardar vista…
view-save-title = Guardar la lista como aparece ahora
view-save-ok = Guardar
view-name = Nombre de la vista
view-name-taken = Otra vista ya tiene ese nombre
view-rename = Renombrar…
view-rename-title = Renombrar la vista
view-keep = Guardar como aparece ahora
view-unchanged = Nada ha cambiado
view-remove = Quitar la vista
views-ready = Encontrar
views-more = { $n } más
views-full = Ya hay { $n } vistas
columns = Columnas
columns-reset = Columnas predeterminadas
column-wider = Más ancha
column-narrower = Más estrecha
move-left = Mover a la izquierda
move-right = Mover a la derecha
any-status = Cualquier estado
bulk-restart = Reiniciar…
bulk-restart-n = Reiniciar { $n }…
bulk-logout = Desconectar…
bulk-logout-n = Desconectar { $n }…
bulk-delete = Eliminar…
bulk-delete-n = Eliminar { $n }…
bulk-settings = Cambiar ajustes…
bulk-settings-n = Cambiar ajustes de { $n }…
bulk-check = Comprobar ahora
bulk-check-n = Comprobar { $n } ahora
bulk-read-settings = Leer los ajustes de nuevo
bulk-read-settings-n = Leer los ajustes de { $n } de nuevo
bulk-stop = Detener…
bulk-stop-n = Detener { $n }…
bulk-subscribe = Suscribir…
bulk-subscribe-n = Suscribir { $n }…
bulk-unsubscribe = Cancelar la suscripción…
bulk-unsubscribe-n = Cancelar suscripción de { $n }…
bulk-export = Exportar…
bulk-show-them = Mostrarlas
bulk-forget = Quitar de Pairdesk
bulk-forget-n = Quitar { $n } de Pairdesk
may-not-still-there = Solo para las que ya no existen en su gateway
bulk-none = Ninguna de ellas lo permite
bulk-cannot-restart = { $n ->
    [one] { $n } de ellas no se puede reiniciar: { $why }
   *[other] { $n } de ellas no se pueden reiniciar: { $why }
}
bulk-no-restart = { $n ->
    [one] { $providers } no ofrece reinicio
   *[other] { $providers } no ofrecen reinicio
}
bulk-cannot-logout = { $n ->
    [one] { $n } de ellas no se puede desconectar: { $why }
   *[other] { $n } de ellas no se pueden desconectar: { $why }
}
bulk-no-logout = { $n ->
    [one] { $providers } no lo ofrece
   *[other] { $providers } no lo ofrecen
}
bulk-cannot-delete = { $n ->
    [one] { $n } de ellas no se puede eliminar: { $why }
   *[other] { $n } de ellas no se pueden eliminar: { $why }
}
bulk-no-delete = { $n ->
    [one] { $providers } no lo ofrece
   *[other] { $providers } no lo ofrecen
}
bulk-cannot-settings = { $n ->
    [one] { $n } de ellas no tiene ajustes que se puedan cambiar: { $why }
   *[other] { $n } de ellas no tienen ajustes que se puedan cambiar: { $why }
}
bulk-no-settings = { $n ->
    [one] { $providers } no lo ofrece
   *[other] { $providers } no lo ofrecen
}
idle-half-open = El vínculo no responde
tag-rename = Renombrar en todas partes…
tag-rename-title = Renombrar la etiqueta { $tag }
tag-rename-label = Nombre nuevo
tag-rename-hint = { $n ->
    [one] En { $n } instancia, en vistas y en reglas de alerta
   *[other] En { $n } instancias, en vistas y en reglas de alerta
}
tag-rename-joins = Ya existe la etiqueta { $tag }: las dos pasan a ser una
tag-rename-ok = Renombrar
tag-drop-everywhere = { $n ->
    [one] Quitar de { $n } instancia, vistas y reglas
   *[other] Quitar de { $n } instancias, vistas y reglas
}
tag-drop = Quitar { $tag }; ninguna instancia la usa
search-no-field = «{ $part }» no es un campo y se busca tal como está. Campos: tag, state, account, phone, name, id, note, is
search-no-state = «{ $part }» no es un estado. Escriba uno de los estados, o perdida
search-no-is = «{ $part }» no se conoce. Después de is: never-paired, stuck, lost-today, trial-ending, gone, half-open
search-no-phone = «{ $part }» no tiene dígitos que buscar
search-fields = Buscar en campos
search-in-tag = Etiquetas que empiezan así
search-in-account = Cuenta
search-in-phone = Número de teléfono
search-in-name = Apodo o nombre
search-in-id = ID en el gateway
search-in-note = Nota
search-in-state = Estado, o perdida
search-in-not = Con un menos delante: sin
search-in-quotes = Entre comillas: solo juntas
