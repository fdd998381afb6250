//! Who answers: one file or folder per provider.
