/** The methods of `Silent` that do what nobody would learn of, and what is said. */
export const silences: [method: string, message: RegExp][] = [
  ['writesInTimer', /^Nothing can be changed here any more: .* has ended\. .*this\.transaction/],
  ['changesPartInTimer', /^Nothing can be changed here any more: .* has ended/],
  ['changesPartInPromise', /^Nothing can be changed here any more: .* has ended/],
  [
    'forgetsCall',
    /^A call to 'fail' of Silent in .* failed while nothing awaited it: the other obj/,
  ],
  ['forgetsCallAndEnds', /^A call to 'fail' of Silent in .* failed while nothing awaited it: the/],
  ['writesStorageLate', /^Nothing can be changed here any more: .* has ended/],
  ['putsLateInPromise', /^Nothing can be changed here any more: .* has ended/],
  [
    'failsInWaitUntil',
    /^What .* gave to ctx\.waitUntil failed: failed in the background on purpose\./,
  ],
  ['writesInWaitUntil', /^Nothing can be changed here any more: .* has ended/],
  ['leavesBranchBehind', /had ended when one of its branches came back from this\.outside/],
  ['failsInTimer', /^setTimeout of .* failed: failed in a timer on purpose\./],
  [
    'rejectsInTimer',
    /^A promise in .* failed while nothing awaited it: rejected in a timer on purpose\./,
  ],
  [
    'failsInLateTransaction',
    /^A promise in .* failed while .*: failed in its own turn on purpose\./,
  ],
  ['broadcastsWrongLate', /^setTimeout of .* failed: this\.broadcast\(\) was given undefined/],
  ['sendsWrongLate', /^setTimeout of .* failed: send\(\) takes a string or bytes/],
]
