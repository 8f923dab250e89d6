# alerts: what is wrong, its rules, quiet hours, what is told
nav-alerts = Alertas
alerts-open-count = { $n ->
    [one] { $n } abierta
   *[other] { $n } abiertas
}
alerts-tab-open = Abiertas
alerts-tab-snoozed = Pospuestas
alerts-tab-ended = Terminadas hoy
alerts-new = Nueva regla…
alerts-pause = Pausar 1 h
alerts-resume = Volver a supervisar
alerts-paused = La supervisión está en pausa
alerts-paused-text = Hasta las { $time }. Antes no se comprueba ni se avisa nada
alerts-off = No se supervisa nada
alerts-off-text = La actualización está desactivada en Ajustes
alerts-none-known = No se conoce ninguna alerta
alerts-unwatched-keyring = No se supervisa nada: el llavero no está abierto
alerts-unwatched-keyring-text = Las claves no se pueden leer hasta entonces. Lo que pasa mientras tanto en los proveedores no se sabe
alerts-unwatched-accounts = { $n ->
    [one] Una cuenta no se puede revisar
   *[other] { $n } cuentas no se pueden revisar
}
alerts-unwatched-accounts-text = Lo que pasa allí mientras tanto no se sabe. Credenciales dice por qué
alerts-one-cause = Una causa es una alerta. Termina sola cuando la causa desaparece.
alerts-none-here = Ninguna aquí
alerts-none-text = Lo que una regla encuentra aparece aquí, con su causa y el próximo paso
alerts-quiet-since = Todo en orden desde las { $time }
alerts-not-looked = Aún sin comprobar
alerts-snooze = Posponer 1 h
alerts-snooze-day = Posponer hasta mañana
alerts-unsnooze = Abrir de nuevo
alerts-snoozed = Pospuesta 1 h
alerts-rules = Reglas
alerts-rules-on = { $n } de { $m } activas
alerts-rules-order = Vale la regla más específica: la de la etiqueta; si no hay, la de la cuenta; si tampoco, la de todas las cuentas. Entre varias etiquetas, la que avisa primero
alerts-quiet = Horario de silencio
alerts-quiet-text = Salvo gateways inaccesibles
alerts-computer = En este equipo
alerts-test = Enviar una prueba
alerts-refused = El sistema no muestra notificaciones
alerts-notify-off = Las notificaciones están desactivadas en Ajustes
alerts-budget = Solicitudes en el último minuto
alerts-budget-text = Por sí solo, Pairdesk no envía más que esto. Lo que se le pide también cuenta y se envía enseguida
alerts-budget-use = { $n } de { $m }
looked-ago = Comprobado hace { $age }
looked-now = Comprobado ahora
alert-unreachable = Gateway inaccesible: { $account }
alert-key-refused = Clave rechazada: { $account }
alert-licence = Hace falta una licencia: { $account }
alert-covers = { $n ->
    [one] { $n } instancia no se puede comprobar
   *[other] { $n } instancias no se pueden comprobar
}
alert-lost = { $name } está desconectada
alert-lost-many = { $n } instancias están desconectadas
alert-waiting = { $name } lleva { $time } sin escaneo
alert-waiting-many = { $n } instancias llevan más de { $time } sin escaneo
alert-at = En { $account }
alert-at-names = En { $account }: { $names }
alert-trial-ends = La prueba de { $name } termina en { $time }
alert-trial-ended = La prueba de { $name } terminó
alert-trial-over = { $name } ya no está a prueba
alert-trial-ends-many = { $n } pruebas terminan pronto
alert-trial-ended-many = { $n } pruebas terminaron
alert-trial-ends-or-ended-many = { $n } pruebas terminan pronto o ya terminaron
alert-trial-text = { $time }. Sin suscripción queda fuera de línea
alert-gone = { $name } ya no existe en el proveedor
alert-gone-many = { $n } instancias ya no existen en el proveedor
alert-gone-text = Falta en 3 listas de { $account }
alert-gone-text-token = Falta en 3 listas de { $account }; su token sigue guardado
alert-half-open = El vínculo de { $name } no responde
alert-half-open-many = El vínculo de { $n } instancias no responde
alert-half-open-text = Dice que está conectada, pero una consulta falló dos veces. Reiniciar suele resolverlo
alert-show = Mostrar
alert-edit = Editar
alert-more = { $title }, y { $n } más
alert-hidden = Los números están ocultos
alert-test-title = Así se ve una alerta
alert-test-text = Enviada por Pairdesk, como prueba
rule-all = Todas las cuentas
rule-account-gone = Una cuenta que se quitó
rule-tag = Etiqueta { $tag }
rule-covers = { $n ->
    [one] { $n } instancia
   *[other] { $n } instancias
}
rule-lost = Desconectada desde hace más de { $time }
rule-waiting = Esperando escaneo desde hace más de { $time }
rule-trial-ends = La prueba termina en menos de { $time }
rule-gone = Ya no existe en el proveedor
rule-half-open = Conectada, pero el vínculo no responde
rule-unreachable = Gateway inaccesible desde hace más de { $time }
rule-licence = Hace falta una licencia
rule-key-refused = Clave rechazada
rule-never = { $kind }: no avisar nunca
rule-at-once = al momento
rule-minutes-never = no avisar nunca
kind-lost = Desconectada
kind-waiting = Esperando escaneo
kind-trial-ends = Fin de la prueba
kind-gone = Ya no existe en el proveedor
kind-half-open = El vínculo no responde
kind-unreachable = Gateway inaccesible
kind-licence = Hace falta una licencia
kind-key-refused = Clave rechazada
rule-new = Nueva regla
rule-edit = Regla
rule-kind = Cuando
rule-scope = Se aplica a
rule-minutes = Tiempo
rule-save = Guardar
quiet-from = Desde
quiet-to = Hasta
quiet-time-wrong = Escriba una hora, como 22:00
quiet-time-same = Elija otra hora que la de arriba: así el horario no dura nada
quiet-no-day = Elija un día: sin ninguno, nunca hay silencio
days-work = lun. a vie.
days-all = todos los días
days-weekend = sáb. y dom.
day-mon = lun.
day-tue = mar.
day-wed = mié.
day-thu = jue.
day-fri = vie.
day-sat = sáb.
day-sun = dom.
moment-gone = Falta en las listas del proveedor
moment-unknown = Estado desconocido
uptime-title = Tiempo en línea
uptime-days = { $n } días
uptime-percent = { $percent } %
uptime-share = { $percent } % del tiempo supervisado
uptime-unknown = sin supervisión
detail-check-link = Comprobar el vínculo
detail-repair = Reiniciar y comprobar el vínculo
acted-link = { $name }: el vínculo responde
half-open = El gateway dice que está conectada, pero el vínculo no responde
half-open-since = Detectado: { $time }
half-open-next = Reinicie y compruebe el vínculo
may-not-no-link = No está conectada
watch-keep = Supervisar con la ventana cerrada
watch-keep-off = Cerrar la ventana termina la supervisión
watch-keep-tray = Pairdesk sigue en la bandeja
watch-keep-minimised = Aquí no hay bandeja: la ventana se minimiza
watch-goes-on = La supervisión sigue. Cierre la ventana otra vez para terminar Pairdesk
tray-alerts = { $n ->
    [one] 1 alerta abierta
   *[other] { $n } alertas abiertas
}
tray-paused = La supervisión está en pausa hasta las { $time }
tray-quit = Salir de Pairdesk
