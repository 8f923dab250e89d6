# Diagnóstico: por qué una cuenta o una instancia no funciona.

diagnose = Diagnosticar
diagnose-title = Diagnóstico de { $name }
diagnose-again = Repetir
diagnose-done = Terminado en { $time }
diagnose-reads = Todas las comprobaciones solo leen. No se cambió nada en el proveedor.
diagnose-report = Informe
diagnose-redacted = Anonimizado
diagnose-report-text = Sin claves, números, nombres ni direcciones. Esto es exactamente lo que se copia:
diagnose-copy = Copiar informe
topic-address = Dirección
topic-encryption = Cifrado
topic-key = Clave
topic-version = Producto y versión
topic-instance = Instancia
topic-state = Estado
topic-link = Vínculo
topic-code = Código
topic-clock = Reloj de este equipo
look-waiting = Aún sin comprobar
look-running = Comprobando…
look-skipped = Sin comprobar: algo anterior falló
look-reached = { $host } es { $address }; el puerto responde
look-answers = { $host }; el puerto responde
look-proxy = El proxy { $proxy } responde
look-issuer = certificado de { $issuer }
look-days = { $n ->
    [one] válido { $n } día más
   *[other] válido { $n } días más
}
look-expired = { $n ->
    [one] venció hace { $n } día
   *[other] venció hace { $n } días
}
look-encrypted-behind-proxy = Cifrado; detrás de un proxy no se ve el certificado
look-clear = Sin cifrar: quien esté en el camino puede leer la clave
look-clear-here = Sin cifrar, y no sale de este equipo
look-no-key = No pide clave
look-key-accepted = Aceptada
look-key-untested = Este proveedor no tiene una solicitud que muestre si funciona
look-key-not-judged = Sin evaluar: quien respondió no la miró
look-version-untold = { $product }, que no indica la versión
look-listed = El gateway la conoce
look-not-described = Este proveedor no tiene una solicitud para una sola instancia
look-state-agrees = { $state }. Lista y estado coinciden
look-state-differs = { $state }; la lista dice: { $listed }
look-link-answers = Responde
look-link-silent = Figura como conectada, pero dos consultas que necesitan el vínculo quedaron sin respuesta
look-no-link = No consultado: no está conectada
look-code-there = Hay un código
look-no-code = Solicitado { $n } veces, sin ningún código
look-code-not-asked = No solicitado: iniciaría una vinculación
look-code-not-needed = No hace falta: está conectada
look-clock-agrees = Coincide con el del gateway
look-clock-ahead = { $time } adelantado respecto al gateway
look-clock-behind = { $time } atrasado respecto al gateway
look-clock-harmless = Menos de 60 s no tiene efecto
look-no-clock = Ninguna respuesta indicó la hora
cause-none = Todo en orden
cause-none-next = Todo responde como debe
cause-not-paired = Todo responde; no hay ningún teléfono vinculado
cause-not-paired-next = Vincule un teléfono para enviar y recibir
cause-clear = La conexión no está cifrada
cause-clear-next = Todo funciona. Quien esté en el camino puede leer la clave; una dirección que empiece por https:// lo evita
cause-certificate-ends = El certificado del gateway vence pronto
cause-certificate-ends-next = Todo funciona. Renueve el certificado, o no se enviará nada más allí
cause-phone-offline = WhatsApp no ve el teléfono desde hace un tiempo
cause-phone-offline-next = Abra WhatsApp en el teléfono y compruebe que esté en línea
cause-challenge = WhatsApp pide algo más que escanear el código
cause-challenge-next = La ventana de vinculación muestra lo que pide
cause-half-open = El vínculo no responde, aunque el gateway dice que está conectada
cause-half-open-next = Lo anterior está en orden. Reiniciarla lo arregla casi siempre; no se pierde nada
cause-failed = El gateway dejó de intentarlo con esta instancia
cause-failed-next = Todo lo anterior está en orden. Al reiniciarla empieza de nuevo; no se pierde nada
cause-no-code = El gateway no genera un código
cause-no-code-next = Todo lo anterior está en orden. Al reiniciarla empieza de nuevo; no se pierde nada, el número sigue sin vincular
cause-clock = El reloj de este equipo está mal
cause-clock-next = Ajústelo por internet; los códigos y los certificados se evalúan con él
