package dev.sluice.controller;

/** The outcome of a write. */
sealed interface WriteResult<T> {

  /** The write was made; the object is as the API server has it now. */
  record Success<T>(T object) implements WriteResult<T> {}

  /** The object changed since the write was decided on: observe and decide again. */
  record Conflict<T>(String message) implements WriteResult<T> {}

  /** The API server or a webhook rejected the write, with its message. */
  record Rejected<T>(String message) implements WriteResult<T> {}

  /** It is unknown whether the write was made: try again later, after observing. */
  record NoAnswer<T>(String message) implements WriteResult<T> {}
}
