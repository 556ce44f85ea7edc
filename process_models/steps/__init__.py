"""Step tables (quy trình nội bộ, ISO 9001): read from office files, made into packages, and written back."""
