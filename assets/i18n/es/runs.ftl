# Actuar en muchas
run-kind-restart = Reiniciar
run-kind-stop = Detener
run-kind-logout = Desconectar
run-kind-delete = Eliminar
run-kind-check = Comprobar
run-kind-read-settings = Leer ajustes
run-kind-subscribe = Suscribir
run-kind-unsubscribe = Cancelar suscripción
run-kind-settings = Cambiar ajustes
run-kind-create-many = Crear
run-title-restart = Reiniciar { $count } { $count ->
    [one] instancia
   *[other] instancias
}
run-title-stop = Detener { $count } { $count ->
    [one] instancia
   *[other] instancias
}
run-title-logout = Desconectar { $count } { $count ->
    [one] instancia
   *[other] instancias
}
run-title-delete = Eliminar { $count } { $count ->
    [one] instancia
   *[other] instancias
}
run-title-check = Comprobar { $count } { $count ->
    [one] instancia
   *[other] instancias
}
run-title-read-settings = Leer los ajustes de { $count } { $count ->
    [one] instancia
   *[other] instancias
}
run-title-subscribe = Suscribir { $count } { $count ->
    [one] instancia
   *[other] instancias
}
run-title-unsubscribe = Cancelar la suscripción de { $count } { $count ->
    [one] instancia
   *[other] instancias
}
run-title-settings = Cambiar los ajustes de { $count } { $count ->
    [one] instancia
   *[other] instancias
}
run-title-create-many = Crear { $count } { $count ->
    [one] instancia
   *[other] instancias
}
run-ask-restart = ¿Reiniciar { $count } { $count ->
    [one] instancia?
   *[other] instancias?
}
run-ask-restart-text = Cada una se reinicia en su gateway, una a la vez por cuenta. Los mensajes pueden parar unos segundos.
run-ask-stop = ¿Detener { $count } { $count ->
    [one] instancia?
   *[other] instancias?
}
run-ask-stop-text = Cada una se detiene en su gateway y sigue vinculada al teléfono. No envía ni recibe nada hasta que se inicie.
run-ask-logout = ¿Desconectar { $count } { $count ->
    [one] instancia?
   *[other] instancias?
}
run-ask-logout-text = Se desvincula el teléfono de cada una. Para volver a usarla hay que vincularla otra vez.
run-ask-delete = ¿Eliminar { $count } { $count ->
    [one] instancia?
   *[other] instancias?
}
run-ask-delete-text = Cada una se elimina en su proveedor, definitivamente. No se puede deshacer.
run-ask-check = ¿Comprobar { $count } { $count ->
    [one] instancia?
   *[other] instancias?
}
run-ask-check-text = Se pregunta el estado a cada gateway. Nada cambia.
run-ask-read-settings = ¿Leer los ajustes de { $count } { $count ->
    [one] instancia?
   *[other] instancias?
}
run-ask-read-settings-text = Se piden los ajustes a cada gateway. Nada cambia.
run-ask-subscribe = ¿Suscribir { $count } { $count ->
    [one] instancia?
   *[other] instancias?
}
run-ask-subscribe-text = El proveedor empieza a cobrar cada una de ellas.
run-ask-unsubscribe = ¿Cancelar la suscripción de { $count } { $count ->
    [one] instancia?
   *[other] instancias?
}
run-ask-unsubscribe-text = El proveedor deja de cobrar cada una de ellas.
run-ask-settings = ¿Cambiar los ajustes de { $count } { $count ->
    [one] instancia?
   *[other] instancias?
}
run-ask-settings-text = Cada una recibe los valores nuevos, que luego se comprueban.
run-so-many = { $done } de { $count }
run-done = { $done } de { $count } { $count ->
    [one] hecha
   *[other] hechas
}
run-failed = { $count ->
    [one] { $count } fallida
   *[other] { $count } fallidas
}
run-unconfirmed = { $count ->
    [one] { $count } sin confirmar
   *[other] { $count } sin confirmar
}
run-to-go = { $count ->
    [one] { $count } pendiente
   *[other] { $count } pendientes
}
run-ended-restart = { $count ->
    [one] { $count } reiniciada
   *[other] { $count } reiniciadas
}
run-ended-stop = { $count ->
    [one] { $count } detenida
   *[other] { $count } detenidas
}
run-ended-logout = { $count ->
    [one] { $count } desconectada
   *[other] { $count } desconectadas
}
run-ended-delete = { $count ->
    [one] { $count } eliminada
   *[other] { $count } eliminadas
}
run-ended-check = { $count ->
    [one] { $count } comprobada
   *[other] { $count } comprobadas
}
run-ended-read-settings = { $count ->
    [one] { $count } leída
   *[other] { $count } leídas
}
run-ended-subscribe = { $count ->
    [one] { $count } suscrita
   *[other] { $count } suscritas
}
run-ended-unsubscribe = { $count ->
    [one] { $count } cancelada
   *[other] { $count } canceladas
}
run-ended-settings = { $count ->
    [one] { $count } cambiada
   *[other] { $count } cambiadas
}
run-ended-create-many = { $count ->
    [one] { $count } creada
   *[other] { $count } creadas
}
run-ended-recreate = { $count ->
    [one] { $count } recreada
   *[other] { $count } recreadas
}
run-left-out = { $count ->
    [one] { $count } excluida
   *[other] { $count } excluidas
}
run-doubtful = { $cause }; no se reenvía
run-lost = Respuesta perdida; no se reenvía
run-untold = Sin respuesta; el gateway no informa
run-left-stopped = La ejecución se detuvo antes
run-started = Inicio: { $time }
run-one-at-a-time = una a la vez por cuenta
run-left = cerca de { $time } para terminar
run-waiting = Esperando { $seconds } s, a petición del proveedor
run-state-waiting = espera a la ejecución anterior
run-state-paused = en pausa
run-held = Pausada automáticamente
run-held-text = El llavero o el disco de este equipo no lo permitió. Continúe cuando vuelva a funcionar; lo que quedó sin enviar por eso se enviará.
run-held-resting = { $count ->
    [one] Una espera a un gateway inaccesible. Continúe cuando responda; lo que quedó sin enviar se enviará.
   *[other] { $count } esperan a un gateway inaccesible. Continúe cuando responda; lo que quedó sin enviar se enviará.
}
run-resting = { $count ->
    [one] Una espera a un gateway inaccesible
   *[other] { $count } esperan a un gateway inaccesible
}
run-state-stopped = detenida
run-state-interrupted = interrumpida cuando terminó el programa
run-state-finished = terminada
run-fold = Plegar
run-pause = Pausar
run-resume = Continuar
run-stop = Detener…
run-drop = Descartar
run-drop-title = ¿Descartar esta ejecución?
run-drop-text = { $count ->
    [one] { $count } sin confirmar no aparece en ningún otro lugar: compruébela antes o guarde el informe.
   *[other] { $count } sin confirmar no aparecen en ningún otro lugar: compruébelas antes o guarde el informe.
}
run-drop-to-go = { $count ->
    [one] { $count } pendiente no se hará.
   *[other] { $count } pendientes no se harán.
}
run-keep = Mantener
run-report = Informe
run-retry = Reintentar las fallidas
run-check = Comprobar ahora
run-checking = Comprobando…
run-check-nothing = { $n ->
    [one] Nada muestra todavía qué pasó con ella
   *[other] Nada muestra todavía qué pasó con { $n } de ellas
}
run-type = Escriba { $count } para empezar
run-cannot = { $count ->
    [one] { $count } de ellas queda fuera
   *[other] { $count } de ellas quedan fuera
}
run-nothing-able = Ninguna de ellas lo permite
run-stop-title = ¿Detener esta ejecución?
run-stop-text = { $count ->
    [0] Lo que está en curso termina por sí solo.
    [one] { $count } pendiente queda fuera. Lo que está en curso termina por sí solo.
   *[other] { $count } pendientes quedan fuera. Lo que está en curso termina por sí solo.
}
run-stop-ok = Detener
run-column-name = Nombre
run-column-outcome = Resultado
run-column-cause = Causa
run-column-at = Cuándo
run-outcome-failed = fallida
run-outcome-unconfirmed = sin confirmar
run-outcome-doing = en curso
run-outcome-to-go = pendiente
run-outcome-done = hecha
run-outcome-left-out = excluida
run-outcome-not-started = no iniciada
detail-subscribe = Suscribir…
detail-unsubscribe = Cancelar suscripción…
pair-queue-at = { $at } de { $count }
pair-queue-skip = Omitir
pair-queue-stop = Detener
pair-queue-skipped = { $n ->
    [one] Sin vincular: { $names }
   *[other] { $n } sin vincular: { $names }
}
pair-queue-again = Vincular las omitidas
bulk-pair = Vincular una tras otra
bulk-pair-n = Vincular { $n } una tras otra
run-which = { $at } de { $count }
run-next = Ejecución siguiente
