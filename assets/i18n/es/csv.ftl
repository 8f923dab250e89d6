# Creating many from a table.
nav-create-many = Crear varias desde un archivo
csv-title = Crear desde CSV
csv-step-file = Archivo
csv-step-map = Asignar y revisar
csv-step-create = Crear
csv-step-report = Informe
csv-empty = Varias instancias desde un archivo
csv-empty-text = Elija un archivo CSV, suéltelo en la ventana o pegue celdas copiadas de una hoja de cálculo. Cada fila se revisa antes de enviar nada.
csv-choose = Elegir un archivo…
csv-paste = Pegar celdas
csv-limits = Hasta { $n } filas, 32 MB. Separadores y codificación se reconocen.
csv-path = Ruta del archivo
csv-open = Abrir
csv-sample = Archivo de ejemplo
csv-sample-name = ejemplo
csv-sample-all = Todas las cuentas
csv-saved = Guardado: { $path }
csv-too-long = Este archivo es demasiado grande
csv-too-long-text = Se leen hasta 32 MB. Divida el archivo y use una parte tras otra.
csv-too-many-rows = Más de { $n } filas
csv-too-many-rows-text = No se leyó nada. Divida el archivo y use una parte tras otra.
csv-too-many-columns = Más de { $n } columnas
csv-too-many-columns-text = ¿El separador es otro? Quite las columnas que no hacen falta.
csv-too-long-cell = Una celda en la línea { $line } no tiene fin
csv-too-long-cell-text = Tiene más de { $letters } caracteres. Por lo general se abrieron comillas y no se cerraron.
csv-nothing = No hay nada en este archivo
csv-nothing-text = Elija otro o pegue las celdas.
csv-workbook = Este es un archivo de hoja de cálculo, no un CSV
csv-workbook-text = Ábralo en la hoja de cálculo y guárdelo como CSV, o copie las celdas y péguelas aquí.
csv-pdf = Este es un PDF
csv-pdf-text = No tiene celdas que leer. Pida la tabla en CSV.
csv-web-page = Esta es una página web
csv-web-page-text = Por lo general, una página de inicio de sesión guardada en lugar del archivo: inicie sesión y descárguelo de nuevo. Una tabla en ella se puede abrir en la hoja de cálculo y guardar como CSV.
csv-json = Este es un archivo JSON
csv-json-text = Aquí se lee una tabla: guarde los datos como CSV. Una copia de seguridad se restaura en Ajustes → Datos → Restaurar….
csv-locked = Este archivo está protegido con una frase de contraseña
csv-locked-text = Una copia de seguridad se restaura en Ajustes → Datos → Restaurar…. Un informe con tokens se abre con el programa age.
csv-folder = Esto es una carpeta
csv-folder-text = Elija el archivo CSV que está en ella.
csv-one-file = Un archivo a la vez: solo se lee { $name }
csv-dialog-open = Hay un diálogo abierto. Ciérrelo y luego suelte el archivo
csv-drop-here = Suelte la tabla aquí para crear una instancia por fila
csv-drop-here-text = CSV o texto, hasta 10.000 filas. No se envía nada antes de que usted la revise.
csv-not-text = Esto no es un archivo CSV
csv-not-text-text = En la hoja de cálculo, guárdelo como CSV, o copie las celdas y péguelas aquí.
csv-change = Cambiar
csv-pasted = Celdas pegadas
csv-rows = { $n ->
    [one] { $n } fila
   *[other] { $n } filas
}
csv-above = { $n ->
    [one] { $n } línea encima de los nombres queda fuera
   *[other] { $n } líneas encima de los nombres quedan fuera
}
csv-separator = Separador
csv-encoding = Codificación
csv-columns = Columnas
csv-table = Filas
csv-used = { $n } de { $m } usadas
csv-has-names = La primera fila tiene los nombres
csv-account = Filas sin cuenta
csv-template = Todo lo demás de una plantilla
csv-none-account = Ninguna cuenta
csv-none-template = Ninguna plantilla
csv-mark = Una marca corta tras los nombres
csv-mark-hint = Como «Vendas #k7f3», donde un gateway acepta el mismo nombre varias veces: con ella se encuentra la instancia cuando la respuesta se pierde. La lista muestra el nombre sin ella.
csv-use-none = Dejar fuera
csv-use-account = Cuenta
csv-use-phone = Número de WhatsApp
csv-use-alias = Apodo
csv-use-tags = Etiquetas
csv-use-note = Nota
csv-called-name = nombre, instancia, nombre de la instancia, sesión, cliente
csv-called-account = cuenta, gateway, servidor, proveedor
csv-called-phone = teléfono, número, móvil, whatsapp
csv-called-alias = apodo, alias
csv-called-tags = etiquetas, etiqueta, tags, grupo
csv-called-note = nota, notas, comentario, comentarios, observación, observaciones
csv-called-webhook = webhook, dirección del webhook
csv-chip-all = Todas
csv-chip-ready = Listas
csv-chip-notes = Avisos
csv-chip-problems = Problemas
csv-chip-dropped = Excluidas
csv-title-row = Fila
csv-title-instance = Instancia
csv-title-whatsapp = WhatsApp
csv-title-check = Revisión
csv-title-state = Estado
csv-title-cause = Causa
csv-title-token = Token
csv-sealed = Con tokens…
csv-sealed-title = Informe con tokens
csv-sealed-text = El informe con el token de cada instancia, como CSV en un archivo age protegido con una frase de contraseña. Sin la frase nadie lo abre, ni siquiera nosotros. Un apóstrofo antes del primer carácter de un token impide que la hoja de cálculo lo ejecute y no es parte de él
csv-sealed-done = Informe guardado y comprobado
csv-sealed-holds = { $n ->
    [one] { $n } token
   *[other] { $n } tokens
}
csv-title-id = ID de la instancia
csv-ready = Lista
csv-no-account = Sin cuenta
csv-unknown-account = Ninguna cuenta con este nombre
csv-cannot-create = Allí no se puede crear nada
csv-same-name = Mismo nombre que la fila { $row }
csv-allows = { $provider } lo permite
csv-name-taken = Una instancia tiene este nombre
csv-same-number = Mismo número que la fila { $row }
csv-number-taken = Una instancia tiene este número
csv-completed = Se agregó { $by }
csv-was = Era { $was }
csv-not-here = Excluido: { $field }
csv-has-none = { $provider } no tiene
csv-tags-full = Etiquetas excluidas: ya hay { $n }
csv-cut = Cortado: { $field }
csv-dropped = Excluida
csv-phone-short = Demasiado corto para un número
csv-phone-country = Falta el código de país
csv-phone-wrong = No es un número de teléfono
csv-phone-rounded = Dígitos perdidos en la hoja
csv-part-space = espacio
csv-part-accent = acento
csv-part-sign = carácter especial
csv-mend-use = Usar { $text }
csv-mend-edit = Editar
csv-mend-drop = Dejar esta fuera
csv-mend-back = Volver a poner
csv-mend-mark = Agregar una marca corta
csv-edit = Fila { $row }
csv-edit-ok = Aplicar
csv-promise = Cada fila se revisó en este equipo. Aún no se envió nada. Las filas con problemas quedan fuera.
csv-checking = Revisando…
csv-none-ready = Ninguna fila está lista
csv-changed = Algo cambió mientras tanto. No se envió nada; revise de nuevo.
csv-start = { $n ->
    [one] Crear { $n } instancia
   *[other] Crear { $n } instancias
}
csv-starting = Iniciando…
csv-progress = { $done } de { $n } { $n ->
    [one] creada
   *[other] creadas
}, { $failed ->
    [one] { $failed } fallida
   *[other] { $failed } fallidas
}, { $open } sin confirmar
csv-item-done = Creada
csv-item-failed = Falló
csv-item-unconfirmed = Respuesta perdida; no se reenvía
csv-item-to-go = Pendiente
csv-item-not-started = No iniciada
csv-left-dropped = Excluida antes del inicio
csv-left-same-name = Otra fila tiene este nombre
csv-left-problem = Su fila tiene un problema que no se corrigió
csv-to-list = Ir a la lista
csv-report = Guardar informe…
csv-report-name = informe
csv-creating = Creando
csv-creating-text = Una tras otra en cada cuenta, cada una guardada antes de que empiece la siguiente. El panel de la ejecución muestra cada fila; se puede salir de esta pantalla.
csv-over = Archivo terminado
csv-over-text = El panel de la ejecución muestra cada fila. Lo que falló se puede reintentar allí; lo que está sin confirmar se busca y nunca se envía dos veces.
