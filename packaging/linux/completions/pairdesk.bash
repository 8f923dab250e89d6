# bash completion for pairdesk

_pairdesk() {
  local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} words
  COMPREPLY=()
  case $before in
    --data-dir)
      mapfile -t COMPREPLY < <(compgen -d -- "$current")
      compopt -o filenames 2>/dev/null
      return
      ;;
    --port | --account | --name | --set | --secret | --phone | --timeout) return ;;
    --png)
      mapfile -t COMPREPLY < <(compgen -f -- "$current")
      compopt -o filenames 2>/dev/null
      return
      ;;
    --state) words='connected phone-offline connecting waiting-for-scan challenge disconnected failed unknown unchecked' ;;
    --lang) words='en pt-BR es' ;;
    --renderer) words='auto glow' ;;
    *)
      if [[ ${COMP_WORDS[1]} == sandbox ]] && ((COMP_CWORD > 1)); then
        words='--port --help -h --version -V'
      elif [[ ${COMP_WORDS[1]} == erase ]] && ((COMP_CWORD > 1)); then
        words='--yes --data-dir --help -h --version -V'
      elif ((COMP_CWORD > 1)) && [[ " list show create pair restart " == *" ${COMP_WORDS[1]} "* ]]; then
        words='--json --account --data-dir --lang --help -h --version -V'
        case ${COMP_WORDS[1]} in
          list) words+=' --state --known' ;;
          show) words+=' --known' ;;
          create) words+=' --name --set --secret --timeout' ;;
          pair) words+=' --phone --text --png --timeout' ;;
        esac
      else
        words='--data-dir --sandbox --lang --renderer --help -h --version -V'
        if ((COMP_CWORD == 1)); then words+=' list show create pair restart sandbox erase'; fi
      fi
      ;;
  esac
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
}

complete -F _pairdesk pairdesk
