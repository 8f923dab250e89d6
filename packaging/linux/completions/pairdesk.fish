# fish completion for pairdesk

complete -c pairdesk -f
complete -c pairdesk -n __fish_is_first_token -a sandbox -d 'Run only the loopback gateways'
complete -c pairdesk -n '__fish_seen_subcommand_from sandbox' -l port -x -d 'Port to listen on; 0 takes a free one'
complete -c pairdesk -n __fish_is_first_token -a erase -d 'Remove the data folder, its keys and tokens'
complete -c pairdesk -n '__fish_seen_subcommand_from erase' -l yes -d 'Without it nothing is removed'
complete -c pairdesk -n 'not __fish_seen_subcommand_from sandbox' -l data-dir -x -a '(__fish_complete_directories)' -d 'Keep everything that is not a secret under a folder'
complete -c pairdesk -n 'not __fish_seen_subcommand_from sandbox erase' -l sandbox -d 'Start with the sandbox on and its accounts added'
complete -c pairdesk -n 'not __fish_seen_subcommand_from sandbox erase' -l lang -x -a 'en pt-BR es' -d 'Language of this run'
complete -c pairdesk -n 'not __fish_seen_subcommand_from sandbox erase' -l renderer -x -a 'auto glow' -d 'What draws the window'
complete -c pairdesk -s h -l help -d 'Print a summary of the arguments and end'
complete -c pairdesk -s V -l version -d 'Print the version and end'
