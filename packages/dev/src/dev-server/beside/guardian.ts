/**
 * A shell script between node and a command that runs beside the dev server, so that it does not outlive the
 * node that started it. Its argument is the command. It leads a process group of its own.
 *
 * fd 3 is a pipe from node. When it closes, also because node was killed, the group gets SIGTERM, and SIGKILL
 * 5 s later. Signals to the group end the command, while the script waits for its exit code. Messages of the script's
 * own shell, such as `Terminated`, are discarded.
 */
export const besideScript = `
trap : INT TERM HUP
(
  trap '' INT TERM HUP
  while read -r line; do :; done
  kill -TERM 0
  sleep 5
  kill -KILL 0
) <&3 >/dev/null 2>&1 &
watcher=$!
exec 3<&- 4>&2 2>/dev/null
sh -c "$1" 2>&4 4>&-
status=$?
kill -KILL $watcher
wait $watcher
exit $status
`
