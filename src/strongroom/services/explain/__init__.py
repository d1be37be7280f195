"""Why a request was, or would be, allowed or denied: an API of the server itself, signed as others are."""
