/** Thrown for a cron line that cannot work. */
export class CronLineError extends RangeError {
  /** What is wrong, as it reads after "has". */
  readonly what: string
  /** What to write instead. */
  readonly advice: string

  constructor(what: string, advice: string, options?: ErrorOptions) {
    super(`${what}. ${advice}`, options)
    this.what = what
    this.advice = advice
  }
}
