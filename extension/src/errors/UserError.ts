/** A button of a message: a command of VS Code or of ours. */
export interface Action {
  readonly title: string;
  readonly command: string;
  readonly arguments?: readonly unknown[];
}

/** Something that a user can put right: shown as it is. The same form as the Node host's UserError, which is of another bundle. */
export class UserError extends Error {
  override name = 'UserError';
  /** What to do next, as a sentence. */
  readonly hint: string;
  readonly action: Action | undefined;

  /** @param message what is wrong and where */
  constructor(message: string, hint: string, action?: Action) {
    super(message);
    this.hint = hint;
    this.action = action;
  }
}
