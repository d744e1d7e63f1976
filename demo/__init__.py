"""The invented world of `make run`, screenshots and page tests; it uses the services people use."""
