# settings of many, and moving elsewhere

## Ajustes de muchas
many-title = Cambiar ajustes
n-instances = { $n ->
    [one] { $n } instancia
   *[other] { $n } instancias
}
many-at = { $n } en { $provider }
many-read = Leído { $ago }
many-reading = Leyendo { $done } de { $n }
many-looking = Comprobando una vez más, { $done } de { $n }
many-only = Solo { $provider } · { $k } de { $n }
many-in = { $k } de { $n }
n-chosen = { $n ->
    [one] { $n } elegido
   *[other] { $n } elegidos
}
many-hint = Solo se envían los campos elegidos. Todo lo demás queda como está.
many-now = Ahora
many-new = Valor nuevo
many-unset = ninguno
many-untold = no informado
many-other-values = { $n ->
    [one] y otro valor
   *[other] y otros { $n } valores
}
many-empty = Dejarlo vacío
many-emptied = Quedará vacío en todas ellas
many-only-host = Cambiar solo el host
many-only-host-on = Esquema, host y puerto pasan a ser los de esta dirección; lo que sigue queda como está
many-only-host-off = Se cambia la dirección entera
many-set = { $provider } guarda { $n } direcciones. Las definidas reciben la nueva.
many-every = { $provider } guarda { $n } direcciones. Esto define todas.
many-set-every = Definir las { $n }
many-set-only = Solo las definidas
what-changes = Qué cambia
n-values = { $n ->
    [one] { $n } valor
   *[other] { $n } valores
}
n-more = { $n } más
many-choose = Elija un campo para ver lo que hay ahora
many-wrong = Indique primero los valores nuevos
many-still-reading = Leyendo lo que hay ahora
many-decide = Algunas no se pueden cambiar así: déjelas fuera o elija otra cosa
many-nothing = Todo está ya como se desea
many-change = { $n ->
    [one] { $n } instancia cambia.
   *[other] { $n } instancias cambian.
}
many-how = Una a la vez, con comprobación después de cada una; lo que falle se puede reintentar.
type-to-start = Escriba { $n } para empezar
many-start = { $n ->
    [one] Cambiar { $n } instancia
   *[other] Cambiar { $n } instancias
}
many-same = { $n ->
    [one] { $n } ya está así
   *[other] { $n } ya están así
}
many-left-out = { $n ->
    [one] { $n } excluida
   *[other] { $n } excluidas
}
many-take-in = Volver a incluir
many-leave-out = { $n ->
    [one] Dejarla fuera
   *[other] Dejar estas { $n } fuera
}
many-leave-one = Dejar { $name } fuera
many-failed = { $n ->
    [one] { $n } no se pudo leer
   *[other] { $n } no se pudieron leer
}
many-cannot = { $n ->
    [one] { $n } no se puede cambiar así
   *[other] { $n } no se pueden cambiar así
}
many-elsewhere = Cambiado en el gateway mientras tanto
many-elsewhere-text = { $names }. No se envió nada. Mire una vez más qué cambia y empiece entonces.
why-lacks = este gateway no tiene ese ajuste
why-closed = este gateway lo mantiene desactivado
why-untold = el gateway no informa lo que hay ahora
why-no-address = no hay ningún webhook definido
why-several = varios webhooks; una misma dirección se llamaría dos veces
why-needs = solo junto con «{ $field }»
why-wrong = este gateway no lo acepta: { $problem }

## Otro lugar
recreate = Recrear en otro lugar…
recreate-title = Recrear { $name } en otro lugar
recreate-many = { $n ->
    [one] Recrear { $n } instancia en otro lugar
   *[other] Recrear { $n } instancias en otro lugar
}
recreate-to = Lugar nuevo
recreate-nowhere = No hay otra cuenta que pueda crear instancias. Agregue una primero.
recreate-keeps = No se cambia ni se elimina nada en el lugar anterior
recreate-keeps-text = La instancia nueva se vincula con el teléfono después de crearla. Revísela allí antes de dar de baja la anterior.
recreate-keeps-many = Cada una se lee, luego se crea allí con lo que tiene equivalente y se vincula después. Lo que no se pudo leer, lo que necesita un secreto no informado y lo que allí no se acepta se muestra y queda fuera.
recreate-names-taken = { $n ->
    [one] { $n } queda fuera: su nombre ya está en uso en el lugar nuevo o por otra de aquí. Recree solo esa para darle otro nombre.
   *[other] { $n } quedan fuera: sus nombres ya están en uso en el lugar nuevo o por otras de aquí. Recree cada una por separado para darle otro nombre.
}
recreate-none-left = Todos los nombres ya están en uso en el lugar nuevo
recreate-carried = Va con ella
recreate-asked = Hay que escribirlo
recreate-lost = Sin equivalente allí
recreate-nothing = No hay nada definido aparte del nombre
recreate-in-part = en parte
recreate-type = no informado; escríbalo como «{ $field }»
recreate-none = ninguno
recreate-start = { $n ->
    [one] Recrear { $n } instancia
   *[other] Recrear { $n } instancias
}
run-left-unread = No se pudieron leer sus ajustes
run-left-asked = Tiene un secreto que su gateway no informa: recree solo esta
run-left-refused = El lugar nuevo no acepta sus ajustes tal como están: recree solo esta
run-left-name-twice = Otra de esta ejecución recibe allí el mismo nombre
run-left-name-taken = El lugar nuevo ya tiene una instancia con este nombre: recree solo esta, con otro nombre
kept-from-instance = De { $name }: { $fields }
bulk-recreate = Recrear en otro lugar…
bulk-recreate-n = Recrear { $n } en otro lugar…

## Sections of a form
section-is-on = Activado
section-is-off = Desactivado

## Its run
run-kind-recreate = Recrear
run-title-recreate = Recrear { $count } { $count ->
    [one] instancia
   *[other] instancias
} en otro lugar
recreate-not-begun = Se cerró antes de leer los ajustes: no se creó nada
recreate-unread = No se pudo leer; no va con ella: { $sections }
recreate-untold = El gateway anterior no lo informa; no va con ella
