package dev.sluice.sample.domain;

import java.util.List;
import java.util.Optional;

/**
 * All accounts. An e-mail address belongs to one of them, whatever its case. Every method throws
 * {@link StorageUnavailable} while the storage is away; a write that ends so may have happened.
 */
public interface Accounts {

  /**
   * An account, and what its password is compared with.
   *
   * @param passwordHash with its salt and parameters; part of no text that this record makes
   */
  record Login(Account account, String passwordHash) {
    @Override
    public String toString() {
      return "Login[" + account + "]";
    }
  }

  /**
   * Stores a new account with the role {@link Role#USER} under the next id.
   *
   * @throws RefusedRequest when another account has this e-mail address
   */
  Account create(String email, String passwordHash);

  /** The login of an address, whatever its case, or empty. */
  Optional<Login> login(String email);

  /** The account with this id, or empty. */
  Optional<Account> find(long id);

  /** At most {@code limit} accounts with an id above {@code after}, by id. */
  List<Account> list(long after, int limit);

  /** Gives the account with this id a role; false when there is none. */
  boolean setRole(long id, Role role);
}
