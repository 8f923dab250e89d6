# Copia de seguridad y restauración
backup = Copia de seguridad
backup-open = Hacer copia…
backup-short = Un archivo, protegido con una frase de contraseña. Última: { $last }
backup-never = nunca
backup-title = Hacer copia de seguridad
backup-text = Cuentas, instancias, apodos, etiquetas, notas, vistas, plantillas y reglas van en un solo archivo
backup-keys = Claves y tokens
backup-with-keys = Con claves
backup-without-keys = Sin claves
backup-with-keys-text = Las claves y los tokens van incluidos, protegidos con una frase de contraseña. Quien tiene el archivo y la frase tiene todas las claves. Sin la frase nadie abre el archivo, ni siquiera nosotros
backup-without-keys-text = Un archivo que se puede leer como texto. Las claves y los tokens se quedan en el llavero de este equipo; se escriben de nuevo donde se restaure el archivo
backup-save = Guardar archivo…
backup-running = Guardando y comprobando…
backup-sandbox = Lo que pertenece al sandbox no forma parte de la copia
backup-unconfirmed = Hay una creación sin confirmar. No forma parte de la copia: lo que creó solo se sabe cuando se confirma
progress-reading = Leyendo claves y tokens: { $done } de { $n }
progress-writing = Guardando claves y tokens en el llavero: { $done } de { $n }
backup-done = Copia guardada y comprobada
backup-holds =
    { $accounts ->
        [one] { $accounts } cuenta
       *[other] { $accounts } cuentas
    }, { $instances ->
        [one] { $instances } instancia
       *[other] { $instances } instancias
    }
backup-lacks-keys =
    { $n ->
        [one] Falta en ella la clave de { $n } cuenta
       *[other] Faltan en ella las claves de { $n } cuentas
    }
backup-lacks-keys-text = El llavero no tiene ninguna para su dirección
backup-left-out =
    { $n ->
        [one] { $n } valor no volvería
       *[other] { $n } valores no volverían
    }
backup-left-out-text = Están en el archivo, pero son más o más largos de lo que una restauración acepta
passphrase = Frase de contraseña
passphrase-show = Mostrar la frase
passphrase-again = Repita la frase
passphrase-again-show = Mostrar la segunda frase
passphrase-hint = Cinco palabras sin relación son fáciles de recordar y difíciles de adivinar
passphrase-too-short = Demasiado corta: al menos 8 caracteres
passphrase-weak = Débil: se adivinaría en semanas
passphrase-fair = Aceptable: guarde el archivo donde otros no tengan acceso
passphrase-strong = Fuerte
passphrase-differs = Las dos no son iguales
restore = Restauración
restore-open = Restaurar…
restore-short = Agrega lo que falta; lo que usted definió aquí se queda
restore-title = Restaurar
restore-text = Lo que traería el archivo se muestra antes de escribir nada
restore-file = Archivo
restore-choose = Elegir…
restore-no-dialog = Este sistema no tiene ventana para elegir archivos: escriba la ruta del archivo
restore-look = Leer archivo
restore-file-first = Elija primero el archivo
restore-passphrase-first = Escriba primero la frase de contraseña
restore-written = Fecha: { $at } · Pairdesk { $version }
restore-no-time = desconocida
restore-here = ya está aquí
restore-key-goes = La clave va solo a
restore-no-key = Sin clave para
restore-instances =
    { $n ->
        [one] { $n } instancia
       *[other] { $n } instancias
    }
restore-tags =
    { $n ->
        [one] { $n } etiqueta con color
       *[other] { $n } etiquetas con color
    }
restore-views =
    { $n ->
        [one] { $n } vista
       *[other] { $n } vistas
    }
restore-templates =
    { $n ->
        [one] { $n } plantilla
       *[other] { $n } plantillas
    }
restore-rules =
    { $n ->
        [one] { $n } regla
       *[other] { $n } reglas
    }
restore-new = { $n } por agregar
restore-filled = { $n } aquí, por completar
restore-kept = { $n } aquí, sin cambios
restore-tokens =
    { $n ->
        [one] { $n } token va al llavero
       *[other] { $n } tokens van al llavero
    }
restore-left-out =
    { $n ->
        [one] { $n } valor no se puede usar y queda fuera
       *[other] { $n } valores no se pueden usar y quedan fuera
    }
restore-left-out-text = El archivo es de otra versión o fue modificado
restore-nothing = Todo lo que hay en este archivo ya está aquí
restore-ok = Restaurar
restore-running = Restaurando…
restore-unchanged = No se cambió nada
restore-done = Restaurado
restore-completed =
    { $n ->
        [one] { $n } instancia completada
       *[other] { $n } instancias completadas
    }
restore-keys-came =
    { $n ->
        [one] claves de { $n } cuenta
       *[other] claves de { $n } cuentas
    }
restore-tokens-came =
    { $n ->
        [one] { $n } token
       *[other] { $n } tokens
    }
restore-keyless =
    { $n ->
        [one] { $n } cuenta no tiene clave aquí
       *[other] { $n } cuentas no tienen clave aquí
    }
restore-keyless-text = Escríbala en Credenciales, o restaure una copia con claves
dialog-open = Ya hay un diálogo de archivos abierto
choose-file = Elegir un archivo
export-list = Exportar lista
export-csv = Como CSV
export-json = Como JSON
export-as-csv = Exportar como CSV
export-as-json = Exportar como JSON
export-done = Lista guardada: { $path }
