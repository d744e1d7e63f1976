"""The ground of the JSON API: tokens, problem+json, paging, ETags, the OpenAPI document and its page."""
