package dev.sluice.sample.domain;

/** Greets users; another service does, where there is one. */
public interface Greetings {

  /** The greeting of a user. Never fails: while the service does not answer it is a fallback. */
  Greeting of(User user);

  /** The greeting where no service gives one. */
  static Greeting fallback(User user) {
    return new Greeting("Hello, " + user.name(), true);
  }
}
