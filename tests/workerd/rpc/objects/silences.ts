/** A write after the handler has ended. */
const ended = /\bended\b.*this\.transaction\(/

/** The methods of `Silent` that fail where nobody would notice, and what is logged. */
export const silences: [method: string, message: RegExp][] = [
  ['writesInTimer', ended],
  ['changesPartInTimer', ended],
  ['changesPartInPromise', ended],
  ['writesInTimerAtOnce', ended],
  ['changesPartInPromiseAtOnce', ended],
  ['forgetsCallAtOnce', /'fail' of Silent .*await.*: the other object failed on purpose\./],
  ['forgetsCall', /'fail' of Silent .*await.*: the other object failed on purpose\./],
  ['forgetsCallAndEnds', /'fail' of Silent .*await.*: the other object failed on purpose\./],
  ['writesStorageLate', ended],
  ['putsLateInPromise', ended],
  ['failsInWaitUntil', /ctx\.waitUntil.*: failed in the background on purpose\./],
  ['writesInWaitUntil', ended],
  ['leavesBranchBehind', /ended.* branch.*this\.outside\(\)/],
  ['failsInTimer', /^setTimeout of .*: failed in a timer on purpose\./],
  ['failsInTimerAtOnce', /^setTimeout of .*: failed in a timer on purpose\./],
  ['rejectsInTimer', /promise in .*await.*: rejected in a timer on purpose\./],
  ['failsInLateTransaction', /promise in .*await.*: failed in its own turn on purpose\./],
  ['broadcastsWrongLate', /^setTimeout of .*: this\.broadcast\(\) .*undefined/],
  ['sendsWrongLate', /^setTimeout of .*: send\(\) .*JSON\.stringify/],
]
