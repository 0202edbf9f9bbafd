package dev.sluice.sample.domain;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What callers do with users, by whatever protocol. Every method throws {@link StorageUnavailable}
 * while the storage is away, and {@link RefusedRequest} for what cannot be.
 */
public final class UserService {

  public static final int DEFAULT_LIMIT = 20;
  public static final int MAX_LIMIT = 200;

  private static final String USER = "user";

  private final Users users;

  public UserService(Users users) {
    this.users = users;
  }

  /**
   * One page of users.
   *
   * @param next the id that the users of the next page are above; null on the last page
   */
  public record UserPage(List<User> users, Long next) {}

  /** Stores a new user. */
  public User create(UserInput input) {
    check(input);
    return users.create(input);
  }

  public User read(long id) {
    return users.find(id).orElseThrow(() -> notFound(id));
  }

  /**
   * Lists users by id.
   *
   * @param email of those users, whatever its case; empty for all
   * @param after the id that they are above
   * @param limit the most users, 1 to {@link #MAX_LIMIT}
   */
  public UserPage list(Optional<String> email, long after, int limit) {
    List<User> found =
        email
            .map(address -> users.listByEmail(address, after, limit + 1))
            .orElseGet(() -> users.list(after, limit + 1));
    if (found.size() <= limit) {
      return new UserPage(found, null);
    }
    List<User> shown = found.subList(0, limit);
    return new UserPage(shown, shown.get(limit - 1).id());
  }

  /**
   * Replaces a user.
   *
   * @param known whether a user is as the caller knows them; empty for whatever they are
   */
  public User replace(long id, UserInput input, Optional<Predicate<User>> known) {
    check(input);
    if (known.isPresent()) {
      if (!users.replace(asKnown(id, known.get()), input)) {
        throw RefusedRequest.changed();
      }
    } else if (!users.replace(id, input)) {
      throw notFound(id);
    }
    return new User(id, input.name(), input.email());
  }

  /**
   * Deletes a user.
   *
   * @param known whether a user is as the caller knows them; empty for whatever they are
   */
  public void delete(long id, Optional<Predicate<User>> known) {
    if (known.isPresent()) {
      if (!users.delete(asKnown(id, known.get()))) {
        throw RefusedRequest.changed();
      }
    } else if (!users.delete(id)) {
      throw notFound(id);
    }
  }

  private User asKnown(long id, Predicate<User> known) {
    User user = read(id);
    if (!known.test(user)) {
      throw RefusedRequest.changed();
    }
    return user;
  }

  private static void check(UserInput input) {
    List<FieldError> errors = input.errors();
    if (!errors.isEmpty()) {
      throw RefusedRequest.badFields(USER, errors);
    }
  }

  private static RefusedRequest notFound(long id) {
    return RefusedRequest.notFound(USER, Long.toString(id));
  }
}
