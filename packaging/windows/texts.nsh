; Every text of the installer that is ours, in its three languages.

!macro Text name english portuguese spanish
  LangString ${name} ${LANG_ENGLISH} "${english}"
  LangString ${name} ${LANG_PORTUGUESEBR} "${portuguese}"
  LangString ${name} ${LANG_SPANISH} "${spanish}"
!macroend

!insertmacro Text WHAT_IT_IS \
  "Create, pair and keep WhatsApp-gateway instances" \
  "Criar, parear e guardar instâncias de gateways de WhatsApp" \
  "Crear, vincular y guardar instancias de gateways de WhatsApp"

!insertmacro Text WELCOME \
  "Pairdesk ${VERSION} will be installed for you alone; no administrator is needed.$\r$\n$\r$\nAn earlier version is replaced. Accounts, instances and keys stay as they are." \
  "O Pairdesk ${VERSION} será instalado só para você; não é preciso ser administrador.$\r$\n$\r$\nUma versão anterior é substituída. Contas, instâncias e chaves ficam como estão." \
  "Pairdesk ${VERSION} se instalará solo para usted; no hace falta ser administrador.$\r$\n$\r$\nUna versión anterior se reemplaza. Cuentas, instancias y claves quedan como están."

!insertmacro Text RUNNING \
  "Pairdesk is running: its file is in use. Nothing was changed. Close Pairdesk and try again." \
  "O Pairdesk está em execução: seu arquivo está em uso. Nada foi alterado. Feche o Pairdesk e tente de novo." \
  "Pairdesk está en ejecución: su archivo está en uso. No se cambió nada. Cierre Pairdesk e inténtelo de nuevo."

!insertmacro Text OLD_WINDOWS \
  "Pairdesk needs Windows 10 or newer. Nothing was changed." \
  "O Pairdesk precisa do Windows 10 ou mais recente. Nada foi alterado." \
  "Pairdesk necesita Windows 10 o posterior. No se cambió nada."

!insertmacro Text ASK_TITLE "Remove Pairdesk" "Remover o Pairdesk" "Quitar Pairdesk"
!insertmacro Text ASK_SUBTITLE \
  "Choose whether your data stays on this computer." \
  "Escolha se seus dados ficam neste computador." \
  "Elija si sus datos quedan en este equipo."
!insertmacro Text ASK_KEPT \
  "The program will be removed. Accounts, instances, keys and tokens are kept for the next installation." \
  "O programa será removido. Contas, instâncias, chaves e tokens são guardados para a próxima instalação." \
  "El programa se quitará. Cuentas, instancias, claves y tokens se conservan para la próxima instalación."
!insertmacro Text ASK_PURGE \
  "&Remove them too, for ever" \
  "&Remover também esses dados, para sempre" \
  "&Quitar también esos datos, para siempre"
!insertmacro Text ASK_WARNING \
  "Tokens that the provider does not show again are lost with them. Nothing is deleted at the providers: instances there go on and may be billed." \
  "Tokens que o provedor não mostra de novo se perdem com eles. Nada é excluído nos provedores: as instâncias continuam lá e podem ser cobradas." \
  "Los tokens que el proveedor no muestra otra vez se pierden con ellos. Nada se elimina en los proveedores: las instancias siguen allí y pueden cobrarse."
!insertmacro Text ASK_BUTTON "&Remove" "&Remover" "&Quitar"

!insertmacro Text NOT_PURGED \
  "Not all data and keys of Pairdesk could be removed, so the program was kept too. Close Pairdesk and try again, or remove the program alone." \
  "Nem todos os dados e chaves do Pairdesk puderam ser removidos; por isso o programa também ficou. Feche o Pairdesk e tente de novo, ou remova só o programa." \
  "No se pudieron quitar todos los datos y claves de Pairdesk; por eso el programa también quedó. Cierre Pairdesk e inténtelo de nuevo, o quite solo el programa."
