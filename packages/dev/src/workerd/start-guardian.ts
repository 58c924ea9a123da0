/**
 * A `sh` between node and workerd, so that no workerd outlives the node that started it. Its
 * arguments are the folder of the control socket, or nothing, the umask, and the command line of
 * workerd.
 *
 * - fd 0 is a pipe from node. When it closes, also because node was killed, workerd gets SIGTERM,
 *   and SIGKILL 2 s later: with an open WebSocket it would drain forever (workerd 1.20261006).
 * - fd 3 carries workerd's control messages. The first is ours and tells workerd's pid; workerd
 *   proper begins when node answers `go` there, so that node can write the pid into the lock first.
 *
 * What the `sh` has to say, such as `Killed`, goes nowhere; workerd and the app keep fd 2.
 *
 * - fd 4 is workerd's configuration, which has no name in any folder any more.
 *
 * When the `sh` itself is killed, its second half still watches the pipe, and node closes the pipe.
 */
export const guardianScript = `
control=$1
umask $2
shift 2
exec 5<&0
(read -r go <&3 && exec "$@" </dev/null 5<&-) &
workerd=$!
exec 4<&-
(
  while read -r line; do :; done
  kill -TERM $workerd
  sleep 2
  kill -KILL $workerd
  [ -z "$control" ] || rm -rf -- "$control"
) <&5 >/dev/null 2>&1 3>&- &
guard=$!
exec 5<&- </dev/null 2>/dev/null
printf '{"event":"process","pid":%s}\\n' $workerd >&3
exec 3>&-
wait $workerd
status=$?
kill -KILL $guard
[ -z "$control" ] || rm -rf -- "$control"
exit $status
`
