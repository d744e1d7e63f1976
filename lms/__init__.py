"""The ground every domain stands on: accounts, database, trail, pages, files. It knows no domain."""
