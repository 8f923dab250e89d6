# activity: líneas que el motor escribe cuando algo no salió directo
activity-several-found = Varias instancias podrían ser la tuya: tú decides
activity-token-at-risk = Creada, pero aún no guardada en este equipo
activity-token-lost = Encontrada, pero no hay cómo obtener su token
activity-restart-failed = No reiniciada
activity-logout-failed = No desconectada
activity-delete-failed = No eliminada
activity-change-asked = Cambio de ajustes solicitado
activity-changed = Ajustes cambiados
activity-change-failed = Ajustes no cambiados
activity-problems = Problemas
activity-search = Buscar en la actividad…
activity-refused-in-doubt = Rechazada; se comprueba si quedó algo
activity-residue-found = Rechazada, pero algo quedó en el proveedor
activity-nothing-stayed = No quedó nada de lo rechazado
activity-look-up-in-vain = Las listas no prueban nada: usted decide
activity-same-id = Un ID para dos instancias: usted decide
activity-list-differs = La lista contradice la respuesta
