/**
 * A shell script between node and workerd, so that no workerd outlives the node that started it; for
 * the dev server `dev-guardian.ts` does the same. Its arguments are the folder of the control socket,
 * which may be empty, the umask, and the command line of workerd.
 *
 * - fd 0 is a pipe from node. When it closes, also because node was killed, workerd gets SIGTERM,
 *   and SIGKILL 2 s later: with an open WebSocket it would drain forever (workerd 1.20261006).
 * - fd 3 carries workerd's control messages. The first comes from this script and has workerd's pid.
 *   workerd itself starts when node answers `go`, so that node can write the pid into the lock first.
 * - fd 4 is workerd's configuration, a file that has no name in any folder any more.
 *
 * Messages of the shell itself, such as `Killed`, are discarded; workerd and the app keep fd 2. When the
 * shell is killed, its second half still watches the pipe, which node then closes.
 */
export const startGuardianScript = `
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
