# activity: líneas que el motor escribe cuando algo no salió directo
activity-several-found = Varias instancias podrían ser la tuya: tú decides
activity-token-at-risk = Creada, pero aún no guardada en este equipo
activity-token-lost = Encontrada, pero no hay cómo obtener su token
activity-restart-failed = No reiniciada
activity-logout-failed = Sesión no cerrada
activity-delete-failed = No eliminada
activity-change-asked = Cambio de ajustes pedido
activity-changed = Ajustes cambiados
activity-change-failed = Ajustes no cambiados
activity-problems = Problemas
activity-search = Buscar en la actividad…
