package dev.sluice.controller;

/** What became of a write. */
sealed interface WriteResult<T> {

  /** It was made; the object is as the API server has it now. */
  record Written<T>(T object) implements WriteResult<T> {}

  /** The object is not what it was when the write was decided on: observe and decide anew. */
  record Stale<T>(String message) implements WriteResult<T> {}

  /** The API server or a webhook will not have it, in its own words. */
  record Refused<T>(String message) implements WriteResult<T> {}

  /** Nobody knows whether it was made: try again later, after observing. */
  record Unavailable<T>(String message) implements WriteResult<T> {}
}
