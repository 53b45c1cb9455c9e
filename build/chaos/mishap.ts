/** The run could not be brought to its end: the app hangs, crashes, or refuses what it must not refuse. */
export class Mishap extends Error {
  readonly rule: 'hangs' | 'crashes' | 'breaks'

  constructor(rule: Mishap['rule'], detail: string) {
    super(detail)
    this.rule = rule
  }
}
