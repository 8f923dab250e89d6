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
    --port) return ;;
    --lang) words='en pt-BR es' ;;
    --renderer) words='auto glow' ;;
    *)
      if [[ ${COMP_WORDS[1]} == sandbox ]] && ((COMP_CWORD > 1)); then
        words='--port --help -h --version -V'
      elif [[ ${COMP_WORDS[1]} == erase ]] && ((COMP_CWORD > 1)); then
        words='--yes --data-dir --help -h --version -V'
      else
        words='--data-dir --sandbox --lang --renderer --help -h --version -V'
        if ((COMP_CWORD == 1)); then words+=' sandbox erase'; fi
      fi
      ;;
  esac
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
}

complete -F _pairdesk pairdesk
