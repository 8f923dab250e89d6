; The installer for one person on Windows 10 and 11. Built by scripts/package windows, which hands these in:
;   PROGRAM the exe · FOLDER texts that go along · VERSION 1.2.3 · SIZE of everything in KiB · OUT the file to write ·
;   SIDE the picture at the side ·
;   SIGN a command that signs the file whose name is put after it, or nothing · HOME the folder of the sources
;
; /S installs without a question, /D=FOLDER (last, without quotes) elsewhere. The uninstaller knows /S too, and /PURGE.
; Codes: 0 done · 2 not done · 3 Pairdesk is running · 4 what Pairdesk keeps was not removed as a whole, so the program was not.

; The other stubs are 32-bit programs.
Target amd64-unicode
SetCompressor /SOLID /FINAL lzma
SetCompressorDictSize 32

!include MUI2.nsh
!include LogicLib.nsh
!include FileFunc.nsh
!include WinVer.nsh
!include nsDialogs.nsh

!define ID "io.pairdesk.Pairdesk"
!define EXE "pairdesk.exe"
!define REMOVER "uninstall.exe"
!define ENTRY "Software\Microsoft\Windows\CurrentVersion\Uninstall\${ID}"
; Notifications of a program that Windows does not know by its name are not shown.
!define NOTIFIER "Software\Classes\AppUserModelId\${ID}"
!define SHORTCUT "$SMPROGRAMS\Pairdesk.lnk"

Name "Pairdesk"
OutFile "${OUT}"
InstallDir "$LOCALAPPDATA\Programs\Pairdesk"
InstallDirRegKey HKCU "${ENTRY}" "InstallLocation"
RequestExecutionLevel user
ManifestDPIAware true
ManifestSupportedOS Win10
AllowSkipFiles off
ShowInstDetails nevershow
ShowUninstDetails nevershow
BrandingText "Pairdesk ${VERSION}"

VIProductVersion "${VERSION}.0"
VIFileVersion "${VERSION}.0"
VIAddVersionKey /LANG=0 "ProductName" "Pairdesk"
VIAddVersionKey /LANG=0 "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=0 "FileDescription" "Pairdesk setup"
VIAddVersionKey /LANG=0 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=0 "CompanyName" "The Pairdesk authors"
VIAddVersionKey /LANG=0 "LegalCopyright" "The Pairdesk authors. MIT or Apache-2.0"

!if "${SIGN}" != ""
  !finalize '${SIGN} "%1"' = 0
  !uninstfinalize '${SIGN} "%1"' = 0
!endif

!define MUI_ICON "${HOME}/assets/app/pairdesk.ico"
!define MUI_UNICON "${HOME}/assets/app/pairdesk.ico"
!define MUI_WELCOMEFINISHPAGE_BITMAP "${SIDE}"
!define MUI_WELCOMEFINISHPAGE_BITMAP_STRETCH AspectFitHeight
!define MUI_WELCOMEPAGE_TEXT "$(WELCOME)"
!define MUI_FINISHPAGE_RUN "$INSTDIR\${EXE}"
!define MUI_FINISHPAGE_NOREBOOTSUPPORT
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
UninstPage custom un.AskPage un.AskedPage
!insertmacro MUI_UNPAGE_INSTFILES

; What the system's language has nothing for is in the first.
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "PortugueseBR"
!insertmacro MUI_LANGUAGE "Spanish"
!include "${HOME}/packaging/windows/texts.nsh"

Var Purge
Var PurgeBox

; A line for whoever runs this from a console or a script.
!macro Say un
  Function ${un}Say
    Exch $0
    Push $1
    System::Call 'kernel32::AttachConsole(i -1)'
    System::Call 'kernel32::GetStdHandle(i -12) p.r1'
    FileWrite $1 "Pairdesk: $0$\r$\n"
    Pop $1
    Pop $0
  FunctionEnd
!macroend
!insertmacro Say ""
!insertmacro Say "un."

; Ends with a message and a code.
!macro GiveUp un text code
  ${If} ${Silent}
    Push "${text}"
    Call ${un}Say
  ${Else}
    MessageBox MB_OK|MB_ICONSTOP "${text}"
  ${EndIf}
  SetErrorLevel ${code}
  Quit
!macroend

; The file of a program that runs cannot be written to, whichever data folder it has.
!macro FreeProgram un
  Function ${un}FreeProgram
    ${Do}
      ${IfNot} ${FileExists} "$INSTDIR\${EXE}"
        Return
      ${EndIf}
      ClearErrors
      FileOpen $0 "$INSTDIR\${EXE}" a
      ${IfNot} ${Errors}
        FileClose $0
        Return
      ${EndIf}
      ${If} ${Silent}
      ${OrIf} ${Cmd} `MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(RUNNING)" IDCANCEL`
        ${ExitDo}
      ${EndIf}
    ${Loop}
    ${If} ${Silent}
      Push "$(RUNNING)"
      Call ${un}Say
    ${EndIf}
    SetErrorLevel 3
    Quit
  FunctionEnd
!macroend
!insertmacro FreeProgram ""
!insertmacro FreeProgram "un."

Function .onInit
  ${IfNot} ${AtLeastWin10}
    !insertmacro GiveUp "" "$(OLD_WINDOWS)" 2
  ${EndIf}
  Call FreeProgram
FunctionEnd

Section
  ; It may have been started since.
  Call FreeProgram
  SetOutPath "$INSTDIR"
  File "/oname=${EXE}" "${PROGRAM}"
  ; Each by its name: a pattern takes them in whatever order the folder has, and no two builds are alike.
  File "${FOLDER}/README.txt"
  File "${FOLDER}/LICENSE-MIT.txt"
  File "${FOLDER}/LICENSE-APACHE.txt"
  File "${FOLDER}/THIRD-PARTY-NOTICES.txt"
  WriteUninstaller "$INSTDIR\${REMOVER}"
  CreateShortCut "${SHORTCUT}" "$INSTDIR\${EXE}" "" "$INSTDIR\${EXE}" 0 SW_SHOWNORMAL "" "$(WHAT_IT_IS)"

  WriteRegStr HKCU "${NOTIFIER}" "DisplayName" "Pairdesk"
  WriteRegStr HKCU "${ENTRY}" "DisplayName" "Pairdesk"
  WriteRegStr HKCU "${ENTRY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${ENTRY}" "DisplayIcon" "$INSTDIR\${EXE},0"
  WriteRegStr HKCU "${ENTRY}" "Publisher" "The Pairdesk authors"
  WriteRegStr HKCU "${ENTRY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${ENTRY}" "UninstallString" '"$INSTDIR\${REMOVER}"'
  WriteRegStr HKCU "${ENTRY}" "QuietUninstallString" '"$INSTDIR\${REMOVER}" /S'
  WriteRegDWORD HKCU "${ENTRY}" "EstimatedSize" ${SIZE}
  WriteRegDWORD HKCU "${ENTRY}" "NoModify" 1
  WriteRegDWORD HKCU "${ENTRY}" "NoRepair" 1
SectionEnd

Function un.onInit
  StrCpy $Purge ${BST_UNCHECKED}
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/PURGE" $1
  ${IfNot} ${Errors}
    StrCpy $Purge ${BST_CHECKED}
  ${EndIf}
  Call un.FreeProgram
FunctionEnd

Function un.AskPage
  !insertmacro MUI_HEADER_TEXT "$(ASK_TITLE)" "$(ASK_SUBTITLE)"
  nsDialogs::Create 1018
  Pop $0
  ${NSD_CreateLabel} 0 0 100% 24u "$(ASK_KEPT)"
  Pop $0
  ${NSD_CreateCheckBox} 0 30u 100% 12u "$(ASK_PURGE)"
  Pop $PurgeBox
  ${NSD_SetState} $PurgeBox $Purge
  ${NSD_CreateLabel} 12u 44u 94% 60u "$(ASK_WARNING)"
  Pop $0
  GetDlgItem $0 $HWNDPARENT 1
  SendMessage $0 ${WM_SETTEXT} 0 "STR:$(ASK_BUTTON)"
  nsDialogs::Show
FunctionEnd

Function un.AskedPage
  ${NSD_GetState} $PurgeBox $Purge
FunctionEnd

Section "Uninstall"
  Call un.FreeProgram
  ${If} $Purge = ${BST_CHECKED}
    ; Only the program knows which entries of the Credential Manager are its own.
    ClearErrors
    ExecWait '"$INSTDIR\${EXE}" erase --yes' $0
    ${If} ${Errors}
    ${OrIf} $0 <> 0
      !insertmacro GiveUp "un." "$(NOT_PURGED)" 4
    ${EndIf}
  ${EndIf}
  ; By name: the folder may have been chosen by a person and hold something else.
  Delete "${SHORTCUT}"
  Delete "$INSTDIR\${EXE}"
  Delete "$INSTDIR\README.txt"
  Delete "$INSTDIR\LICENSE-MIT.txt"
  Delete "$INSTDIR\LICENSE-APACHE.txt"
  Delete "$INSTDIR\THIRD-PARTY-NOTICES.txt"
  Delete "$INSTDIR\${REMOVER}"
  RMDir "$INSTDIR"
  DeleteRegKey HKCU "${NOTIFIER}"
  DeleteRegKey HKCU "${ENTRY}"
SectionEnd
