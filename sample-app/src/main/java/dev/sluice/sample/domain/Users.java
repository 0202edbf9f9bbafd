package dev.sluice.sample.domain;

import java.util.List;
import java.util.Optional;

/**
 * All users. Every method throws {@link StorageUnavailable} while the storage is away; a write that
 * ends so may have happened.
 */
public interface Users {

  /**
   * Stores a new user under the next id.
   *
   * @throws RefusedRequest when another user has this e-mail address
   */
  User create(UserInput input);

  /** The user with this id, or empty. */
  Optional<User> find(long id);

  /** At most {@code limit} users with an id above {@code after}, by id. */
  List<User> list(long after, int limit);

  /** As {@link #list}, but only those with this e-mail address, whatever its case. */
  List<User> listByEmail(String email, long after, int limit);

  /**
   * Replaces the user with this id; false when there is none.
   *
   * @throws RefusedRequest when another user has this e-mail address
   */
  boolean replace(long id, UserInput input);

  /**
   * Replaces a user who is still as the caller knows them; false when changed or deleted since.
   *
   * @throws RefusedRequest when another user has this e-mail address
   */
  boolean replace(User known, UserInput input);

  /** Deletes the user with this id; false when there is none. */
  boolean delete(long id);

  /** Deletes a user who is still as the caller knows them; false when changed or deleted since. */
  boolean delete(User known);
}
